namespace Carousel.Server.Engine;

/// <summary>What is under way with a session.</summary>
[Flags]
internal enum SessionFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its state is being written to the store.</summary>
    Saving = 1,

    /// <summary>Its state leaves memory when it is written.</summary>
    Leaving = 2,

    /// <summary>It has taken no step: its state is the start of a sequence, and lies nowhere yet.</summary>
    Fresh = 4,

    /// <summary>What the store has of it is damaged: it can only be closed.</summary>
    Damaged = 8,
}
