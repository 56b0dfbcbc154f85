/* What an application does when it starts: seeds, workers, schedules. */
import { Inject } from '@nestjs/common';
import { Sequelize } from 'sequelize-typescript';

export class StartUp {
  /** @param {Sequelize} sequelize */
  constructor(sequelize) {
    this.sequelize = sequelize;
  }

  async onModuleInit() {
    await this.sequelize.query('CREATE TABLE seeded (id INTEGER)');
  }

  async onApplicationBootstrap() {
    await this.sequelize.query('CREATE TABLE bootstrapped (id INTEGER)');
    setInterval(() => {}, 1000);
  }
}
Inject(Sequelize)(StartUp, undefined, 0);
