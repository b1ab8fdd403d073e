using System.Globalization;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>Symbols of labels in numbers: a whole label for classes, its characters for lines.</summary>
/// <param name="symbols">The symbols.</param>
/// <param name="isLine">Whether a label is a line of symbols.</param>
internal sealed class SymbolCodes(IReadOnlyList<string> symbols, bool isLine)
{
    private readonly Dictionary<string, int> _numbers = symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i, StringComparer.Ordinal);

    /// <summary>The symbols of labels, in the order of their code points.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<Drawing> drawings, bool isLine) =>
        [.. drawings.SelectMany(d => Split(d.Label, isLine)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The class of a drawing.</summary>
    /// <exception cref="DataFormatException">It is not known.</exception>
    public int Class(string file, Drawing drawing) => Number(file, drawing, drawing.Label);

    /// <summary>The symbols of a line, from 1: 0 stands for none.</summary>
    /// <exception cref="DataFormatException">One is not known, or the drawing has too few points for them.</exception>
    public int[] Line(string file, Drawing drawing)
    {
        int[] line = [.. Split(drawing.Label, isLine: true).Select(s => Number(file, drawing, s) + 1)];
        return Ctc.StepsNeeded(line) <= drawing.Points.Count ? line
            : throw new DataFormatException(file, drawing.Line, 0, $"the drawing has {drawing.Points.Count} points, but its label '{drawing.Label}' needs {Ctc.StepsNeeded(line)}: one for each symbol, and one between equal ones. Correct the label, or sample the pen more often.");
    }

    /// <summary>The number of a class of the training data.</summary>
    public int Number(string label) => _numbers[label];

    /// <summary>The text of symbols from 1.</summary>
    public string Text(IEnumerable<int> line) => string.Concat(line.Select(s => symbols[s - 1]));

    private int Number(string file, Drawing drawing, string symbol) => _numbers.TryGetValue(symbol, out int number) ? number
        : throw new DataFormatException(
            file, drawing.Line, 0, $"the {(isLine ? "symbol" : "class")} '{symbol}' does not occur in the training data, which has {Listed()}. Correct it, or remove the drawing.");

    private string Listed() => symbols.Count > 12 ? $"{string.Join(", ", symbols.Take(12))}, … ({symbols.Count})" : string.Join(", ", symbols);

    private static IEnumerable<string> Split(string label, bool isLine)
    {
        if (!isLine)
        {
            yield return label;
            yield break;
        }

        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(label);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}
