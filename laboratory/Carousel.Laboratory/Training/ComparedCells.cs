using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Laboratory.Training;

/// <summary>Cells by kind, as claims compare them.</summary>
internal static class ComparedCells
{
    /// <summary>All kinds that claims compare, the simplest first.</summary>
    public static IReadOnlyList<CellKind> All => [.. Every.Where(kind => kind.ToCell().IsClaimed)];

    /// <summary>All kinds there are, in the same order.</summary>
    public static IReadOnlyList<CellKind> Every =>
        [.. Enumerable.Range(0, RecurrentCell.All.Count).Reverse().Select(k => (CellKind)k)];

    /// <summary>The name in tables and pictures.</summary>
    public static string Name(CellKind kind) => kind.ToCell().Name;

    /// <summary>The name on the command line and in figures.</summary>
    public static string Key(CellKind kind) => kind.ToCell().Word;

    /// <summary>
    /// The rate of Adam that suits a cell on tasks of long lags: Elman nets learn them at a lower one only.
    /// </summary>
    public static double LearningRate(CellKind kind) => kind == CellKind.Elman ? 0.003 : 0.01;
}
