using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;
using Carousel.Layers;

namespace Carousel.Handwriting;

/// <summary>Symbols of labels in numbers: a whole label for classes, its characters for lines.</summary>
/// <param name="symbols">The symbols.</param>
/// <param name="isLine">Whether a label is a line of symbols.</param>
internal sealed class SymbolCodes(IReadOnlyList<string> symbols, bool isLine)
{
    private readonly Vocabulary _symbols = Vocabulary.Closed(symbols);

    /// <summary>The symbols of labels, in the order of their code points.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<Drawing> drawings, bool isLine) =>
        [
            .. drawings.SelectMany(d => Split(d.Label, isLine)).Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// A drawing with the number of its class, or those of the symbols of its line, from 1: 0 means none.
    /// </summary>
    /// <exception cref="DataFormatException">One is not known, or the drawing has too few points for them.</exception>
    public CodedDrawing Encode(Drawing drawing)
    {
        int[] numbers = [.. Split(drawing.Label, isLine).Select(s => Number(drawing, s) + (isLine ? 1 : 0))];
        return !isLine || Ctc.StepsNeeded(numbers) <= drawing.Points.Count ? new CodedDrawing(drawing, numbers)
            : throw new DataFormatException(
                drawing.File, drawing.Line, 0,
                $"the drawing has {drawing.Points.Count} points, but its label '{drawing.Label}' "
                + $"needs {Ctc.StepsNeeded(numbers)}: one for each symbol, and one between equal ones. Correct the "
                + $"label, or sample the pen more often.");
    }

    /// <summary>The text of symbols from 1.</summary>
    public string Text(IEnumerable<int> line) => string.Concat(line.Select(s => symbols[s - 1]));

    private int Number(Drawing drawing, string symbol) =>
        _symbols.NumberOf(symbol) is >= 0 and var number ? number
        : throw new DataFormatException(
            drawing.File, drawing.Line, 0,
            $"the {(isLine ? "symbol" : "class")} '{symbol}' does not occur in the training data, which "
            + $"has {CsvColumns.Shown(symbols)}. Correct it, remove the drawing, or train on drawings that have it.");

    private static IEnumerable<string> Split(string label, bool isLine) =>
        isLine ? TextElements.Of(label).Select(e => e.Character) : [label];
}

/// <summary>A drawing with its label in numbers.</summary>
/// <param name="Drawing">The drawing.</param>
/// <param name="Symbols">Its class, or the symbols of its line from 1.</param>
internal sealed record CodedDrawing(Drawing Drawing, int[] Symbols);
