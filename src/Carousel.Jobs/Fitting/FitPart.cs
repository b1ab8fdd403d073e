namespace Carousel.Jobs.Fitting;

/// <summary>The trainings that a fit is made of; each keeps a checkpoint of its own.</summary>
internal enum FitPart
{
    /// <summary>On the training part, watched by the validation part.</summary>
    Main,

    /// <summary>Again, on all rows before the test part, for as long as was best.</summary>
    Refit,

    /// <summary>The network without the simple method inside, for comparison.</summary>
    Alone,

    /// <summary>That one again, on all rows before the test part.</summary>
    AloneRefit,

    /// <summary>The answer once more without the newest rows, to see how forecasts of them err.</summary>
    LatestForward,

    /// <summary>The answer once more, on all rows, for what comes next.</summary>
    Latest,
}
