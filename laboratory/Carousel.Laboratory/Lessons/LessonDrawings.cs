using System.Globalization;
using Carousel.Inspection.Stepping;

namespace Carousel.Laboratory.Lessons;

/// <summary>Drawings of an LSTM in letters, with the numbers of one unit of a cell that was run.</summary>
/// <param name="walk">Steps of an LSTM that reads a value and a mark.</param>
/// <param name="unit">The unit, from 0.</param>
internal sealed class LessonDrawings(CellWalk walk, int unit)
{
    private const int Column = 10, Head = 10;

    // Six equal letters are the place of a number.
    private const string BeltForm = """
                       × forget            + input × candidate
                        ffffff              iiiiii × gggggg
                          │                    │
          c₋ cccccc ══════╪═════ kkkkkk ═══════╪══ + aaaaaa ══╦════▶ c  nnnnnn
                                                              ▼
                                               output oooooo × tanh(c) tttttt
                                                              │
          h₋ pppppp   value vvvvvv, mark mmmmmm               └────▶ h  hhhhhh
        """;

    private static readonly (char Place, string Term)[] _places =
    [
        ('f', "f"), ('i', "i"), ('g', "g"), ('c', "c₋"), ('k', "f ⊙ c₋"), ('a', "i ⊙ g"), ('n', "c"), ('o', "o"),
        ('t', "tanh(c)"), ('h', "h"),
    ];

    /// <summary>The cell state on its way through one step: a product and a sum.</summary>
    /// <param name="step">The step, from 0.</param>
    public string Belt(int step)
    {
        IReadOnlyList<double> read = walk.Steps[step].Input;
        string drawing = Put(Put(BeltForm, 'v', Number(read[0])), 'm', Number(read[1]));
        drawing = Put(drawing, 'p', Number(walk.Steps[step].Before.Hidden[unit]));
        return _places.Aggregate(drawing, (text, place) => Put(text, place.Place, Of(step, place.Term)));
    }

    /// <summary>The same cell at every step of the sequence, with its state.</summary>
    public string Unrolled() => string.Join('\n',
        Row("step", t => $"{t + 1}   "),
        Row("output h", t => Of(t, "h")),
        Row("", _ => "↑   "),
        Row("", t => t == 0 ? "[LSTM]" : "─▶ [LSTM]"),
        Row("", _ => "↑   "),
        Row("value", t => Number(walk.Steps[t].Input[0])),
        Row("mark", t => Number(walk.Steps[t].Input[1])),
        Row("forget f", t => Of(t, "f")),
        Row("state c", t => Of(t, "c")),
        Row("error", t => t == 0 ? "◀─────" : "◀─────────"));

    private string Row(string head, Func<int, string> cell) =>
        (head.PadRight(Head) + string.Concat(
            Enumerable.Range(0, walk.Steps.Count).Select(t => cell(t).PadLeft(Column)))).TrimEnd();

    private string Of(int step, string term) => Number(
        walk.Steps[step].Parts.SelectMany(part => part.Terms).Last(t => t.Name == term).Values[unit]);

    private static string Put(string drawing, char place, string number) =>
        drawing.Replace(new string(place, number.Length), number, StringComparison.Ordinal);

    private static string Number(double value) =>
        value.ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−').PadLeft(6);
}
