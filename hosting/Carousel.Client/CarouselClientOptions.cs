namespace Carousel.Client;

/// <summary>How a client sends again what was lost or came at a bad moment. Steps carry their numbers, so a step that
/// is sent again counts once.</summary>
public sealed record CarouselClientOptions
{
    /// <summary>How often one request is sent at most, 1 or more; 1 sends nothing again. Default 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public int MostAttempts
    {
        get;
        init => field = value >= 1 ? value : throw Wrong(nameof(MostAttempts), "1 or more");
    } = 8;

    /// <summary>The wait after the first attempt, above 0. Default 50 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public TimeSpan FirstWait
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw Wrong(nameof(FirstWait), "above 0");
    } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait, above 0 and at most a day. A server that asks for more by Retry-After is not waited
    /// for. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public TimeSpan LongestWait
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw Wrong(nameof(LongestWait), "above 0 and at most a day");
    } = TimeSpan.FromSeconds(10);

    /// <summary>What each wait is of the one before, 1 or more. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public double WaitGrowth
    {
        get;
        init => field = value >= 1 && double.IsFinite(value) ? value : throw Wrong(nameof(WaitGrowth), "1 or more");
    } = 2;

    /// <summary>The largest share of a wait that is randomly subtracted, 0 to 1: clients that lost a server return one
    /// by one. Default 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw Wrong(nameof(Jitter), "0 to 1");
    } = 0.5;

    /// <summary>How many frames of a <see cref="CarouselStream"/> may be under way at once, 1 or more. Default
    /// 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range.</exception>
    public int MostFramesUnderWay
    {
        get;
        init => field = value >= 1 ? value : throw Wrong(nameof(MostFramesUnderWay), "1 or more");
    } = 16;

    /// <summary>What waits are measured by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static ArgumentOutOfRangeException Wrong(string name, string range) =>
        new(name, $"{name} must be {range}.");
}
