namespace Carousel.Server.Engine;

/// <summary>Requests to a session other than steps.</summary>
internal enum ControlKind
{
    /// <summary>That it begins.</summary>
    Begin,

    /// <summary>Where it is.</summary>
    Look,

    /// <summary>Its state.</summary>
    Save,

    /// <summary>The session continues from another state.</summary>
    Restore,

    /// <summary>The answers of stored steps.</summary>
    Answers,

    /// <summary>That it ends.</summary>
    Close,

    /// <summary>That its state is written to the store.</summary>
    Keep,
}
