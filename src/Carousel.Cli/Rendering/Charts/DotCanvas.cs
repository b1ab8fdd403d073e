using System.Text;

namespace Carousel.Cli.Rendering;

/// <summary>
/// A field of dots, 2 × 4 in each letter (braille), in which lines are drawn; each letter remembers whose line went
/// through it last.
/// </summary>
/// <param name="columns">Letters of a line.</param>
/// <param name="rows">Lines.</param>
internal sealed class DotCanvas(int columns, int rows)
{
    /// <summary>Dots side by side in a letter.</summary>
    public const int Across = 2;

    /// <summary>Dots above each other in a letter.</summary>
    public const int Down = 4;

    private const char Blank = '\u2800';
    private const int DashLength = 3;

    // Bits of a braille letter by column and row of the dot.
    private static readonly int[][] _bits = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

    private readonly int[,] _dots = new int[rows, columns];
    private readonly int?[,] _owners = new int?[rows, columns];
    private readonly char[,] _letters = new char[rows, columns];

    /// <summary>Letters of a line.</summary>
    public int Columns { get; } = columns;

    /// <summary>Lines.</summary>
    public int Rows { get; } = rows;

    /// <summary>Draws a straight line between two dots.</summary>
    /// <param name="from">Column and row of a dot.</param>
    /// <param name="to">Column and row of another.</param>
    /// <param name="owner">Whose line it is.</param>
    /// <param name="isDashed">Whether it has gaps.</param>
    /// <returns>For each dot of it, the letter that contains it.</returns>
    public IEnumerable<(int Column, int Row)> Line((int X, int Y) from, (int X, int Y) to, int owner, bool isDashed)
    {
        int steps = Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        var passed = new List<(int, int)>(steps + 1);
        for (int k = 0; k <= steps; k++)
        {
            int x = (int)Math.Round(from.X + ((double)(to.X - from.X) * k / steps));
            int y = (int)Math.Round(from.Y + ((double)(to.Y - from.Y) * k / steps));
            if (!isDashed || (x + y) / DashLength % 2 == 0)
            {
                Set(x, y, owner);
            }

            passed.Add((x / Across, y / Down));
        }

        return passed;
    }

    /// <summary>Puts a letter over the dots, where none is yet.</summary>
    /// <returns>Whether it was put.</returns>
    public bool TryLetter(int column, int row, char letter, int owner)
    {
        if (column < 0 || column >= Columns || _letters[row, column] != 0)
        {
            return false;
        }

        (_letters[row, column], _owners[row, column]) = (letter, owner);
        return true;
    }

    /// <summary>Puts a letter into every empty place of a column.</summary>
    public void Rule(int column, char letter)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (_dots[row, column] == 0 && _letters[row, column] == 0)
            {
                _letters[row, column] = letter;
            }
        }
    }

    /// <summary>A line of the drawing.</summary>
    /// <param name="row">Which, from the top.</param>
    /// <param name="pen">Colours each letter by its owner.</param>
    public string Text(int row, Pen pen)
    {
        var text = new StringBuilder();
        for (int column = 0; column < Columns; column++)
        {
            char letter = _letters[row, column] != 0 ? _letters[row, column]
                : _dots[row, column] != 0 ? (char)(Blank + _dots[row, column])
                : ' ';
            text.Append(letter != ' ' && _owners[row, column] is { } owner
                ? pen.Series(letter.ToString(), owner)
                : letter.ToString());
        }

        return text.ToString();
    }

    private void Set(int x, int y, int owner)
    {
        (int column, int row) = (x / Across, y / Down);
        _dots[row, column] |= _bits[x % Across][y % Down];
        _owners[row, column] = owner;
    }
}
