using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Tracking.Training;

/// <summary>A row of the tables: a recurrent cell, or the Transformer.</summary>
/// <param name="Word">On the command line and in files.</param>
/// <param name="Name">In tables and pictures.</param>
/// <param name="LearningRate">That of Adam. How it was chosen: docs/explanation/tracking.md.</param>
/// <param name="Make">Makes what runs over a sequence, from the numbers of symbols and answers.</param>
internal sealed record TrackedNetwork(
    string Word, string Name, double LearningRate, Func<int, int, SequenceLayer> Make)
{
    /// <summary>H of a cell.</summary>
    public const int HiddenSize = 64;

    private const int LargeSize = 512;
    private const double LowRate = 0.003, HighRate = 0.01, FastRate = 0.03;

    // Those that learn S₅, or for want of that parity and S₃, better at the lower of the two rates.
    private static readonly string[] _low = ["elman"];

    // What keeps parity by a gate that must come near its bound: the faster it does, the longer parity is kept.
    private static readonly string[] _fast = ["delta"];

    private static readonly SequenceModels _models = new(HiddenSize, 32, 2);

    /// <summary>A Transformer of as many parameters as the LSTM, which sees all steps before.</summary>
    public static TrackedNetwork Transformer { get; } = new(
        "transformer", "Transformer", LowRate, (symbols, answers) => _models.Transformer(symbols, answers, window: 0));

    /// <summary>All rows: every cell there is, the simplest first, then the Transformer.</summary>
    public static IReadOnlyList<TrackedNetwork> All => [.. RecurrentCell.All.Reverse().Select(Of), Transformer];

    /// <summary>The cells whose gates ask the state before, and the Transformer: others soon lose a stream.</summary>
    public static IReadOnlyList<TrackedNetwork> Following =>
        [.. RecurrentCell.All.Where(cell => cell.HasRecurrentWeights).Reverse().Select(Of), Transformer];

    /// <summary>An LSTM that holds as many values as a matrix memory of 64 units in four heads.</summary>
    public static TrackedNetwork LargeLstm { get; } = new(
        "lstm-512", "LSTM of 512 units", LowRate,
        (symbols, _) => CellKind.Lstm.ToCell().Make(new CellSettings(symbols, LargeSize)));

    /// <summary>All rows, and those that only their word brings in.</summary>
    public static IReadOnlyList<TrackedNetwork> Named => [.. All, LargeLstm];

    /// <summary>A row by its word.</summary>
    /// <param name="word">In letters of any size.</param>
    /// <returns>The row, or null if there is no such row.</returns>
    public static TrackedNetwork? Find(string word) =>
        Named.FirstOrDefault(n => n.Word.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static TrackedNetwork Of(RecurrentCell cell) => new(
        cell.Word, cell.Name,
        _low.Contains(cell.Word) ? LowRate : _fast.Contains(cell.Word) ? FastRate : HighRate,
        (symbols, _) => cell.Make(new CellSettings(symbols, HiddenSize)));
}
