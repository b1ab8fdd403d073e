namespace Carousel.Layers;

/// <summary>
/// What one place knows of each cell by itself: the only form in which cells are listed outside
/// <see cref="RecurrentCell.All"/>, so that a test can find them all.
/// </summary>
/// <typeparam name="T">What is known of a cell.</typeparam>
/// <param name="what">What it is, as the beginning of a sentence, such as <c>The equations of</c>.</param>
/// <param name="rows">The cells.</param>
internal sealed class CellTable<T>(string what, params (RecurrentCell Cell, T Value)[] rows) : ICellTable
    where T : class
{
    /// <inheritdoc/>
    public IEnumerable<RecurrentCell> Cells => rows.Select(row => row.Cell);

    /// <summary>What is known of a cell.</summary>
    /// <exception cref="NotSupportedException">Nothing is known.</exception>
    public T this[RecurrentCell cell] => Find(cell)
        ?? throw new NotSupportedException($"{what} {cell.WithArticle} layer are not known here.");

    /// <inheritdoc/>
    public void Require(RecurrentCell cell) => _ = this[cell];

    /// <summary>What is known of a cell; null where nothing is.</summary>
    public T? Find(RecurrentCell cell) => Array.Find(rows, row => row.Cell == cell).Value;
}

/// <summary>A table by cell, whatever it holds.</summary>
internal interface ICellTable
{
    /// <summary>The cells that it knows.</summary>
    IEnumerable<RecurrentCell> Cells { get; }

    /// <summary>Asks for a cell.</summary>
    /// <exception cref="NotSupportedException">Nothing is known of it.</exception>
    void Require(RecurrentCell cell);
}
