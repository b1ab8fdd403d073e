using System.Globalization;

namespace Carousel.Data;

/// <summary>A column of a table: a name, and a cell per row that can be missing.</summary>
public sealed class TableColumn
{
    /// <summary>The most digits of the decimal numbers that formats write.</summary>
    internal const int DecimalDigits = 38;

    /// <summary>A column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">
    /// An array of numbers, truth values, times, days or texts, also of ones that can be null; they are copied.
    /// Times with an offset from UTC become UTC.
    /// </param>
    /// <exception cref="ArgumentException">The array has values of another type.</exception>
    public TableColumn(string name, Array values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        Type given = values.GetType().GetElementType()!;
        Type = CellTypes.Of(given) ?? throw new ArgumentException(
            $"The column '{name}' has values of the type {given.Name}, which is not a number, text or time.",
            nameof(values));
        var cells = CellList.Of(Type);
        foreach (object? value in values)
        {
            cells.Add(value);
        }

        (Name, Cells) = (name, cells.ToArray());
    }

    /// <summary>A column of cells that are not copied.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of cells that are not missing.</param>
    /// <param name="cells">The cells: values that can be null.</param>
    internal TableColumn(string name, Type type, Array cells) => (Name, Type, Cells) = (name, type, cells);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The type of cells that are not missing.</summary>
    public Type Type { get; }

    /// <summary>How many rows it has.</summary>
    public int Count => Cells.Length;

    /// <summary>Whether a cell is missing.</summary>
    internal bool HasMissing => Cells.Cast<object?>().Contains(null);

    /// <summary>The cells: values that can be null.</summary>
    internal Array Cells { get; }

    /// <summary>Whether times are in UTC.</summary>
    internal bool IsUtc => Cells is DateTime?[] times && times.Any(t => t is not null)
        && times.All(t => t is null or { Kind: DateTimeKind.Utc });

    /// <summary>Whether formats must store its times in nanoseconds: microseconds would round them.</summary>
    /// <param name="table">How messages call the table.</param>
    /// <exception cref="DataFormatException">A time is too far from 1970 for nanoseconds.</exception>
    internal bool NeedsNanoseconds(string table)
    {
        var times = (DateTime?[])Cells;
        if (!times.Any(time => time?.Ticks % TimeSpan.TicksPerMicrosecond is > 0))
        {
            return false;
        }

        int far = Array.FindIndex(times, time => time is { Year: < 1678 or > 2261 });
        return far < 0 ? true : throw new DataFormatException(Invariant.Of(
            $"{table}: the time in row {far + 1} of the column '{Name}' is outside the years 1678 to 2261, but times "
            + $"with fractions of microseconds are written in nanoseconds. Round them."));
    }

    /// <summary>The most decimal places of its decimal numbers.</summary>
    /// <param name="table">How messages call the table.</param>
    /// <exception cref="DataFormatException">A number has too many digits for all of them.</exception>
    internal int ScaleFor(string table)
    {
        var numbers = (decimal?[])Cells;
        int scale = numbers.Max(number => number?.Scale) ?? 0;
        return numbers.All(number => (double)Math.Abs(number ?? 0) < Math.Pow(10, DecimalDigits - scale))
            ? scale
            : throw new DataFormatException(
                $"{table}: the numbers of the column '{Name}' need more than {DecimalDigits} digits. Round them.");
    }

    /// <summary>A cell.</summary>
    /// <param name="row">0 … <see cref="Count"/> − 1.</param>
    /// <returns>Its value; null where it is missing.</returns>
    public object? this[int row] => Cells.GetValue(row);

    /// <summary>The cells as an array.</summary>
    /// <typeparam name="T">
    /// The type of values: numbers are converted. A missing cell is NaN, or null where the type can be null.
    /// </typeparam>
    /// <returns>[<see cref="Count"/>].</returns>
    /// <exception cref="DataFormatException">A cell is missing or cannot be converted; the message names the
    /// row.</exception>
    public T[] ToArray<T>()
    {
        return Cells is T[] same
            ? [.. same]
            : [.. Enumerable.Range(0, Count).Select(row => (T)ValueAt(row, typeof(T))!)];
    }

    /// <summary>A cell as a value of a type.</summary>
    /// <param name="row">0 … <see cref="Count"/> − 1.</param>
    /// <param name="type">The type.</param>
    /// <exception cref="DataFormatException">It is missing or cannot be converted.</exception>
    internal object? ValueAt(int row, Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (this[row] is not { } cell)
        {
            return plain != type || !type.IsValueType ? null
                : type == typeof(float) ? (object)float.NaN
                : type == typeof(double) ? double.NaN : throw Refuse(Name, null, row, plain);
        }

        try
        {
            return cell.GetType() == plain ? cell
                : plain == typeof(DateTime) && cell is DateOnly day ? day.ToDateTime(default)
                : plain == typeof(DateTimeOffset) ? new DateTimeOffset(((DateTime)cell).Ticks, default)
                : plain == typeof(Guid) ? Guid.Parse((string)cell)
                : plain.IsEnum ? Enum.Parse(plain, (string)cell)
                : Convert.ChangeType(cell, plain, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (
            exception is InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            throw Refuse(Name, cell, row, plain, exception);
        }
    }

    /// <summary>The message that a cell has not the type that is needed.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="type">The type.</param>
    /// <param name="inner">The cause.</param>
    internal static DataFormatException Refuse(
        string column, object? cell, int row, Type type, Exception? inner = null) => new(
        Invariant.Of($"The column '{column}' has {(cell is null ? "no value" : $"'{cell}'")} in row {row + 1}, ")
            + $"but values of the type {type.Name} are needed.",
        inner);
}
