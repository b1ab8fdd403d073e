using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Lag;

/// <summary>A network that is compared over lags.</summary>
/// <param name="Key">Its name on the command line and in figures.</param>
/// <param name="Name">Its name in pictures and sentences.</param>
/// <param name="Cell">The cell.</param>
/// <param name="KnowsLag">Whether its gates' biases begin for the lag of the task (Tallec and Ollivier 2018), or as the
/// layer does it by itself.</param>
internal sealed record LagNetwork(string Key, string Name, CellKind Cell, bool KnowsLag)
{
    private const int LeastLag = 3;

    /// <summary>All, the simplest first.</summary>
    public static IReadOnlyList<LagNetwork> All { get; } =
    [
        .. ComparedCells.All.Select(kind => (Kind: kind, Cell: kind.ToCell()))
            .Select(c => new LagNetwork(c.Cell.Word, c.Cell.Name, c.Kind, c.Cell.Chrono is not null)),
        new LagNetwork("lstm-plain", "LSTM, forget bias 1", CellKind.Lstm, false),
    ];

    /// <summary>The rate of Adam.</summary>
    public double LearningRate => ComparedCells.LearningRate(Cell);

    /// <summary>The layer for a task.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="hidden">H.</param>
    /// <param name="lag">The lag of the task.</param>
    public SequenceLayer Make(int inputSize, int hidden, int lag)
    {
        RecurrentCell cell = Cell.ToCell();
        return cell.Make(new CellSettings(inputSize, hidden)
        {
            BiasInitializer = KnowsLag ? cell.Chrono?.Invoke(Math.Max(LeastLag, lag)) : null,
        });
    }
}
