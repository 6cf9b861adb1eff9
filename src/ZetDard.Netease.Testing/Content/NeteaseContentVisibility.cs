namespace ZetDard.Netease.Testing;

/// <summary>Who may see a playlist.</summary>
public enum NeteaseContentVisibility
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Only its owner; the service answers 401 to others.</summary>
    Private,

    /// <summary>Nobody: it was deleted, and the service answers 404.</summary>
    Deleted,
}
