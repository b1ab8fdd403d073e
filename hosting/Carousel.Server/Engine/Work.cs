namespace Carousel.Server.Engine;

/// <summary>What a worker does for one session at a time: the rows of a call, or one control.</summary>
internal struct Work
{
    /// <summary>Steps, or null.</summary>
    public StepCall? Call;

    /// <summary>A control, or null.</summary>
    public ControlCall? Control;

    /// <summary>The session's item of the call.</summary>
    public int Item;

    /// <summary>The session's place.</summary>
    public int Place;

    /// <summary>The next row.</summary>
    public int Row;

    /// <summary>The first row that is a new step; those before were stored.</summary>
    public int FirstNew;

    /// <summary>Whether it has been looked at.</summary>
    public bool IsBegun;

    /// <summary>Whether the next row is half taken.</summary>
    public bool IsHalf;

    /// <summary>Whether one of its rows took more than a turn.</summary>
    public bool IsLong;

    /// <summary>Of a row that may take more than a turn: the state before it, or null.</summary>
    public byte[]? Before;

    /// <summary>The next work of the same session; −1 for none. For a free entry: the next free entry.</summary>
    public int Behind;
}
