namespace Carousel.Laboratory.Trials;

/// <summary>What came of a trial.</summary>
internal sealed class TrialResult
{
    /// <summary>Whether the stop rule was met within the budget.</summary>
    public bool IsSolved { get; set; }

    /// <summary>Training sequences until then.</summary>
    public long Sequences { get; set; }

    /// <summary>Steps of the network, tests included.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// The mean error of the last hundred training sequences or so, older ones fading: for those who watch.
    /// </summary>
    public double RecentError { get; set; } = double.NaN;

    /// <summary>Further figures by name, such as <c>test_wrong</c>.</summary>
    public Dictionary<string, double> Figures { get; } = [];

    /// <summary>The learning curve: training sequences and the mean error over those since the point before.</summary>
    public List<(long Sequences, float Error)> Curve { get; } = [];

    /// <summary>The weights at the end, in the network's order.</summary>
    public float[] Weights { get; set; } = [];
}
