-- Where anybody can begin a talk with an account, e.g. https://t.me/name: for links that people share.
alter table channel_account add column link text;
