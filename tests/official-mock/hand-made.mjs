// Replies to what a site serves and no description knows, in the shapes that clients of live sites read; and to the
// one question whose example answers another than the one that is asked.

const APPS = {
  plugins: [
    {
      key: 'com.example.builds',
      name: 'Builds for Example',
      version: '1.2.0',
      enabled: true,
      userInstalled: true,
      vendor: { name: 'Example Apps', link: 'https://apps.example/' },
      usesLicensing: true,
      links: { self: '/rest/plugins/1.0/com.example.builds-key' },
    },
  ],
};

function webhook(path, name, events) {
  return {
    name,
    url: 'https://builds.example/hook',
    events,
    filters: { 'issue-related-events-section': '' },
    excludeBody: false,
    enabled: true,
    isSigned: false,
    lastUpdatedUser: '5b10a2844c20165700ede21g',
    lastUpdatedDisplayName: 'Mia Krystof',
    lastUpdated: 1764000000000,
    self: `https://your-domain.atlassian.net${path}/1`,
  };
}

/** The example tells of a permission in a project, whatever is asked for. */
const PERMISSIONS = {
  permissions: {
    ADMINISTER: {
      id: '0',
      key: 'ADMINISTER',
      name: 'Administer Jira',
      type: 'GLOBAL',
      description: 'Administer Jira',
      havePermission: true,
    },
  },
};

/** The reply to a path, or nothing where there is none. */
export function handMade(path, question) {
  if (question.method !== 'GET') return undefined;
  switch (path) {
    case '/_edge/tenant_info':
      return { status: 200, body: { cloudId: '11111111-2222-4333-8444-555555555555' } };
    case '/rest/api/3/mypermissions':
      return { status: 200, body: PERMISSIONS };
    case '/rest/webhooks/1.0/webhook':
      return { status: 200, body: [webhook(path, 'builds', ['jira:issue_updated'])] };
    case '/wiki/rest/webhooks/1.0/webhook':
      return { status: 200, body: [webhook(path, 'pages', ['page_updated'])] };
    case '/rest/plugins/1.0/':
    case '/wiki/rest/plugins/1.0/':
      return apps(question.headers.accept ?? '*/*');
    default:
      return undefined;
  }
}

/** The list of apps is refused to whoever wants plain JSON. */
function apps(accept) {
  const kinds = accept.split(',').map((kind) => kind.split(';')[0].trim());
  const served = ['*/*', 'application/*', 'application/vnd.atl.plugins.installed+json'];
  return kinds.some((kind) => served.includes(kind))
    ? { status: 200, body: APPS }
    : { status: 406, body: { message: 'Not Acceptable' } };
}
