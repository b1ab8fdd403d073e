namespace Carousel.Server.Engine;

/// <summary>What a worker knows of a session. A million lie side by side: no references, few bytes.</summary>
internal struct Session
{
    /// <summary>Its id.</summary>
    public UInt128 Id;

    /// <summary>The number of the step that comes next.</summary>
    public long Next;

    /// <summary>The position of its last record in the journal.</summary>
    public long Position;

    /// <summary>The last record that the stored snapshot contains; 0 without a snapshot.</summary>
    public long Saved;

    /// <summary>The step that comes next on that snapshot.</summary>
    public long SavedNext;

    /// <summary>Who may use it; 0 where no key was asked for.</summary>
    public long Owner;

    /// <summary>The number of its model.</summary>
    public int Model;

    /// <summary>The place of its state in memory; −1 if the session sleeps.</summary>
    public int Row;

    /// <summary>The worker's clock, in seconds, at its last use.</summary>
    public int Used;

    /// <summary>Seconds without a step until it ends; 0 for never.</summary>
    public int ExpiresAfter;

    /// <summary>The work that it does, and the last that waits for it; −1 for none.</summary>
    public int Head, Tail;

    /// <summary>What is under way.</summary>
    public SessionFlags Flags;

    /// <summary>Whether what is stored of it is damaged.</summary>
    public readonly bool IsDamaged => Flags.HasFlag(SessionFlags.Damaged);

    /// <summary>Whether it has taken no step.</summary>
    public readonly bool IsFresh => Flags.HasFlag(SessionFlags.Fresh);

    /// <summary>The next free place of the table where this one is free.</summary>
    public int NextFree;
}
