namespace Carousel.Jobs.Streaming;

/// <summary>The cells of a row in the order that its model asked for.</summary>
/// <param name="Cells">The texts; <see cref="RowColumns.Missing"/> for a gap.</param>
/// <param name="DecimalSeparator">How their numbers are written.</param>
internal sealed record RowCells(IReadOnlyList<string> Cells, char DecimalSeparator);
