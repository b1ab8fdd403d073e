namespace Carousel.Server.Engine;

/// <summary>What is asked of a session beside steps.</summary>
internal enum ControlKind
{
    /// <summary>That it begins.</summary>
    Begin,

    /// <summary>Where it is.</summary>
    Look,

    /// <summary>Its state.</summary>
    Save,

    /// <summary>That it goes on from another state.</summary>
    Restore,

    /// <summary>The answers of stored steps.</summary>
    Answers,

    /// <summary>That it ends.</summary>
    Close,

    /// <summary>That its state is written to the store.</summary>
    Keep,
}
