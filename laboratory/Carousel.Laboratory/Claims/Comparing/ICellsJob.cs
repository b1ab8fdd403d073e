namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>A job that can be done with any recurrent cell, so that cells are compared on it.</summary>
internal interface ICellsJob
{
    /// <summary>Its name on the command line, such as <c>forecast</c>.</summary>
    string Name { get; }

    /// <summary>Reads the data and decides on everything that is the same for all cells.</summary>
    /// <param name="data">The user's file, or null for the bundled one.</param>
    /// <param name="isFull">Whether the network and its training have their usual size.</param>
    /// <exception cref="Carousel.Data.DataFormatException">The data can't be used.</exception>
    ICellsTask Prepare(string? data, bool isFull);
}

/// <summary>
/// A job on its data: all cells get the same network around them, the same data and the same training.
/// </summary>
internal interface ICellsTask
{
    /// <summary>The data and the network, in a sentence.</summary>
    string Description { get; }

    /// <summary>What is counted a second, such as <c>windows</c>.</summary>
    string Unit { get; }

    /// <summary>The name of the error, such as <c>mase</c>: less is better.</summary>
    string Error { get; }

    /// <summary>Shares of the training data that leave enough to train on, ascending.</summary>
    /// <param name="wanted">Those that are asked for.</param>
    IReadOnlyList<double> Usable(IReadOnlyList<double> wanted);

    /// <summary>How many values a network trains.</summary>
    CellsSize SizeOf(CellKind cell);

    /// <summary>Rows to learn from at a share of the training data.</summary>
    long TrainingRows(double share);

    /// <summary>Rows that say when a training ends and which parameters are kept: the same at every share.</summary>
    long ValidationRows { get; }

    /// <summary>Trains a network on a share of the data with one thread and measures it.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="share">Of the training data.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    CellsOutcome Train(CellKind cell, double share, ulong seed, CancellationToken cancellation);
}

/// <summary>How many values are trained.</summary>
/// <param name="Recurrent">W, R and b of the first recurrent layer.</param>
/// <param name="ResetBias">What a layer adds whose reset gate stands after the recurrent product: a bias inside
/// it.</param>
/// <param name="Whole">The whole network.</param>
internal sealed record CellsSize(long Recurrent, long ResetBias, long Whole);

/// <summary>What came of a training.</summary>
/// <param name="Error">On the test part; not a number where the training diverged.</param>
/// <param name="Absolute">The mean absolute error there, in the unit of the data.</param>
/// <param name="TrainingError">The error on what was trained on.</param>
/// <param name="Steps">Steps of training made.</param>
/// <param name="UnitsPerSecond">Units trained on a second, on one thread; of use only where nothing else of the program
/// ran.</param>
internal sealed record CellsOutcome(
    double Error, double Absolute, double TrainingError, double Steps, double UnitsPerSecond);
