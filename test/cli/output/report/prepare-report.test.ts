import { renderPreparation } from '../../../../cli/output/report/prepare-report.ts';
import { noRequests, noUploads } from '../../../../domain/counts.ts';
import type { PrepareReport } from '../../../../workflows/prepare/contract.ts';

const REPORT: PrepareReport = {
  bucket: 'photos',
  ready: true,
  deleted: true,
  inspected: null,
  newUploadsBlocked: false,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:05Z',
  rounds: 1,
  uploads: noUploads(),
  measured: null,
  objects: { versions: 3, deleteMarkers: 0 },
  initiators: [],
  requests: noRequests(),
};

it('says in words what the store did in another way than AWS', () => {
  const rendered = renderPreparation({ ...REPORT, dialect: ['no-delete-objects', 'of-a-newer-worker'] });

  expect(rendered).toContain('Not as AWS  DeleteObjects is refused: each object takes a request of its own');
  expect(rendered).toContain('Not as AWS  of-a-newer-worker');
});

it('says nothing of it where there is nothing', () => {
  expect(renderPreparation(REPORT)).not.toContain('AWS');
});
