namespace Carousel.Data;

/// <summary>A column of one type that grows row by row.</summary>
/// <typeparam name="TCell">The type of cells, which can be null.</typeparam>
internal sealed class CellList<TCell> : CellList
{
    private readonly List<TCell> _cells = [];

    /// <inheritdoc/>
    public override void Add(object? value) => _cells.Add((TCell)CellTypes.CellOf(value)!);

    /// <inheritdoc/>
    public override Array ToArray() => _cells.ToArray();
}
