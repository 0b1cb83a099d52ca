"""The operations of sync, one module per subject: each takes the work under way and a checked mutation.

Each returns a result `{status, …}`; a rule that is broken raises Refused, a bookmark or tag never heard of UnknownRow.
"""

from manicule.core.operations import bookmarks, identity, links, notes, tags

OPERATIONS = {
    "bookmark.create": bookmarks.create,
    "bookmark.set": bookmarks.set_value,
    "bookmark.meta": bookmarks.learn_from_page,
    "bookmark.attach": identity.attach,
    "bookmark.detach": identity.detach,
    "bookmark.delete": bookmarks.delete,
    "bookmark.restore": bookmarks.restore,
    "bookmark.tag": tags.tag_bookmark,
    "bookmark.untag": tags.untag_bookmark,
    "note.edit": notes.edit_note,
    "note.resolve": notes.resolve_note,
    "tag.create": tags.create_tag,
    "tag.rename": tags.rename_tag,
    "tag.merge": tags.merge_tag,
    "tag.delete": tags.delete_tag,
    "link.put": links.put_link,
    "link.delete": links.delete_link,
    "link.mark": links.mark_link,
}
