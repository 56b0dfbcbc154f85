import { isSet, isTest, normalizeWord, type Environment } from './environment-word.js';

export interface Platform {
  readonly name: string;
  /** Any of them, set, says that this process runs there. `NAME=prefix` also looks at the value. */
  readonly variables: readonly string[];
  /** True where the platform's own tools set the variables on a developer's machine. */
  readonly isLocal?: (env: Environment) => boolean;
}

/**
 * Run-time variables of hosting platforms. They say "deployed", not "production": `allow.platforms` lifts them.
 * `railway run` and its like inject them into a local process on purpose: that is local code on a deployed database.
 */
export const platforms: readonly Platform[] = [
  // kubernetes.io/docs/tutorials/services/connect-applications-service (environment variables of a pod)
  { name: 'Kubernetes', variables: ['KUBERNETES_SERVICE_HOST'] },
  // devcenter.heroku.com/articles/dynos (local environment variables)
  { name: 'Heroku', variables: ['DYNO'] },
  // render.com/docs/environment-variables
  { name: 'Render', variables: ['RENDER', 'RENDER_SERVICE_ID'] },
  // docs.railway.com/reference/variables (Railway-provided variables)
  { name: 'Railway', variables: ['RAILWAY_PROJECT_ID', 'RAILWAY_SERVICE_ID', 'RAILWAY_ENVIRONMENT_NAME'] },
  // fly.io/docs/machines/runtime-environment
  { name: 'Fly.io', variables: ['FLY_APP_NAME', 'FLY_MACHINE_ID', 'FLY_ALLOC_ID'] },
  // cloud.google.com/run/docs/container-contract
  { name: 'Google Cloud Run', variables: ['K_SERVICE', 'K_REVISION', 'CLOUD_RUN_JOB'] },
  // cloud.google.com/appengine/docs/standard/nodejs/runtime
  { name: 'Google App Engine', variables: ['GAE_ENV', 'GAE_SERVICE'] },
  // firebase.google.com/docs/app-hosting
  { name: 'Firebase App Hosting', variables: ['FIREBASE_APP_HOSTING'] },
  // docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
  {
    name: 'Amazon ECS',
    variables: ['ECS_CONTAINER_METADATA_URI_V4', 'ECS_CONTAINER_METADATA_URI', 'AWS_EXECUTION_ENV=AWS_ECS_'],
  },
  // docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html; `sam local` sets AWS_SAM_LOCAL beside it
  {
    name: 'AWS Lambda',
    variables: ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_EXECUTION_ENV=AWS_Lambda_'],
    isLocal: (env) => isSet(env, 'AWS_SAM_LOCAL'),
  },
  { name: 'AWS Amplify', variables: ['AWS_APP_ID'] },
  // learn.microsoft.com/azure/app-service/reference-app-settings; the local Functions host says localhost
  {
    name: 'Azure App Service',
    variables: ['WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID', 'WEBSITE_HOSTNAME'],
    isLocal: (env) => normalizeWord(env['WEBSITE_HOSTNAME'] ?? '').startsWith('localhost'),
  },
  // learn.microsoft.com/azure/container-apps/environment-variables
  { name: 'Azure Container Apps', variables: ['CONTAINER_APP_NAME', 'CONTAINER_APP_REVISION'] },
  // vercel.com/docs/environment-variables/system-environment-variables; `vercel dev` says development
  {
    name: 'Vercel',
    variables: ['VERCEL', 'VERCEL_ENV'],
    isLocal: (env) => normalizeWord(env['VERCEL_ENV'] ?? '') === 'development',
  },
  // docs.netlify.com/configure-builds/environment-variables; `netlify dev` sets NETLIFY_LOCAL
  { name: 'Netlify', variables: ['NETLIFY'], isLocal: (env) => isSet(env, 'NETLIFY_LOCAL') },
  { name: 'Cloudflare Pages', variables: ['CF_PAGES'] },
  // docs.cloudfoundry.org/devguide/deploy-apps/environment-variable.html
  { name: 'Cloud Foundry', variables: ['VCAP_APPLICATION'] },
  // developer.hashicorp.com/nomad/docs/reference/runtime-environment-settings
  { name: 'Nomad', variables: ['NOMAD_ALLOC_ID'] },
  { name: 'Zeabur', variables: ['ZEABUR'] },
  { name: 'Codesphere', variables: ['CODESPHERE_APP_ID'] },
  { name: 'Deno Deploy', variables: ['DENO_DEPLOYMENT_ID'] },
];

/** Variables of systems that run tests; they often run them inside a platform. */
export const ciVariables: readonly string[] = [
  'CI',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'JENKINS_URL',
  'TF_BUILD',
  'BUILDKITE',
  'CODEBUILD_BUILD_ID',
];

export interface PlatformFound {
  readonly platform: Platform;
  readonly variable: string;
  readonly value: string;
}

/** The platforms that this process runs on: none under a test word in CI, whose jobs run in clusters of their own. */
export function platformsOf(word: string, env: Environment): readonly PlatformFound[] {
  if (isTest(word) && ciVariables.some((name) => isSet(env, name))) return [];
  return platforms.flatMap((platform) => {
    if (platform.isLocal?.(env)) return [];
    for (const row of platform.variables) {
      const [variable = row, prefix = ''] = row.split('=');
      const value = env[variable]?.trim() ?? '';
      if (isSet(env, variable) && value.startsWith(prefix)) return [{ platform, variable, value }];
    }
    return [];
  });
}

/** True when the allowed names hold the platform's name or one of its variables. */
export function allowsPlatform(allowed: readonly string[], platform: Platform): boolean {
  const names = [platform.name, ...platform.variables.map((row) => row.split('=')[0] ?? row)].map(normalizeWord);
  return allowed.some((name) => names.includes(normalizeWord(name)));
}
