using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Tests.Safety;

/// <summary>
/// The arguments of one call: drawn, corrected after a <see cref="ShapeException"/>, or made worse.
/// </summary>
internal sealed partial class HostileArguments(HostileMemory memory, HostileObjects objects, Random random)
{
    /// <summary>The place of the object whose method is called.</summary>
    public const int Self = -1;

    private static readonly int[] _badNumbers =
        [
            -1, 0, -2, 7, 16, 1000, 65535, 65536, 46341, 1 << 24, 1 << 26, 1 << 28, (1 << 28) + 1, 1 << 29, 1 << 30,
            (1 << 30) + 1, int.MaxValue, int.MaxValue - 15, int.MinValue, int.MinValue + 1,
        ];

    private static readonly float[] _badReals =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, -1, 0, 2, float.MaxValue, float.Epsilon,
    ];

    private Argument[] _arguments = [];

    public Span<float> Floats(int k) => memory.Span(SlotOf(k), At(k).Length, Room(k), Content(k));

    public ReadOnlySpan<float> ReadFloats(int k) => Floats(k);

    public Span<int> Integers(int k) => At(k).Integers;

    public ReadOnlySpan<int> ReadIntegers(int k) => At(k).Integers;

    public ReadOnlySpan<sbyte> ReadBytes(int k) => new sbyte[At(k).Shape.Length];

    public ReadOnlySpan<char> ReadText(int k) => new string('x', At(k).Shape.Length);

    public StepTable Steps(int k)
    {
        Span<int> entries = At(k).Over is null
            ? new int[At(k).Integers.Length]
            : MemoryMarshal.Cast<float, int>(memory.Span(SlotOf(k), At(k).Integers.Length, Room(k), Content(k)));
        At(k).Integers.CopyTo(entries);
        StepTable steps = At(k).IsDefault ? default : new StepTable(entries, At(k).Number, At(k).Number % 2 == 0);

        // The entries are the caller's, who can write to them afterwards.
        At(k).Later?.CopyTo(entries);
        return steps;
    }

    public Tensor Tensor(int k) =>
        At(k).IsDefault ? default : memory.Tensor(SlotOf(k), At(k).Shape, Room(k), Content(k));

    public object? Value(int k) => At(k).Value is Func<object> make ? make() : At(k).Value;

    public override string ToString() => string.Join("; ", _arguments.Where(a => a.Name.Length > 0));

    /// <summary>Draws all arguments again.</summary>
    public void Draw(HostileCall call)
    {
        _arguments = new Argument[call.Parameters.Count + 1];
        for (int k = Self; k < call.Parameters.Count; k++)
        {
            At(k) = new Argument { Name = "", Shape = new Shape(0), Integers = [] };
        }

        // What says how many rows there are comes before what has rows.
        (int N, int F) = (random.Next(6), 1 + random.Next(6));
        foreach (bool rows in new[] { true, false })
        {
            for (int k = call.HasSelf ? Self : 0; k < call.Parameters.Count; k++)
            {
                Type type = k < 0 ? call.Entry.DeclaringType! : call.Parameters[k].Type;
                if (rows == (type == typeof(Packing) || type == typeof(StepTable)))
                {
                    At(k) = DrawOne(type, k < 0 ? "" : call.Parameters[k].Name, k, N, F);
                    N = At(k).Value is Packing packing ? packing.Rows
                        : type == typeof(StepTable) ? At(k).Integers[^1]
                        : N;
                }
            }
        }
    }

    /// <summary>Puts a length right, as the exception says.</summary>
    /// <returns>False where that can't be.</returns>
    public bool Repair(ShapeException exception)
    {
        Match found = Expected().Match(exception.Message);
        int[] sizes = Sizes(found, "sizes"), shape = Sizes(found, "shape");
        long wanted = sizes.Aggregate(1L, (n, size) => n * size);
        if (!found.Success || sizes.Length == 0 || sizes.Any(n => n < 0) || wanted > HostileMemory.Longest)
        {
            return false;
        }

        // By its name; the kernel below a backend's entry may have another, then by its length.
        int got = found.Groups["got"].Success
            ? Sizes(found, "got")[0]
            : shape.Aggregate(shape.Length == 0 ? 0 : 1, (n, size) => n * size);
        int[] sized =
        [
            .. Enumerable.Range(0, _arguments.Length).Where(k => _arguments[k].IsSized && _arguments[k].Length == got),
        ];
        string name = found.Groups["name"].Value;
        int[] named =
        [
            .. sized.Where(k => string.Equals(_arguments[k].Name, name, StringComparison.OrdinalIgnoreCase)),
        ];
        if (sized.Length == 0)
        {
            return false;
        }

        ref Argument argument = ref _arguments[named.Length > 0 ? named[0] : sized[random.Next(sized.Length)]];
        int columns = argument.Shape.Rank == 2 ? argument.Shape[1] : 0;
        argument.Shape = sizes.Length == 3 ? new Shape(sizes[0], sizes[1], sizes[2])
            : sizes.Length == 2 ? new Shape(sizes[0], sizes[1])
            : columns > 0 && wanted % columns == 0 && found.Groups["got"].Success
                ? new Shape(sizes[0] / columns, columns)
                : new Shape(sizes[0]);
        argument.IsDefault = false;
        return true;
    }

    /// <summary>Makes one argument wrong, or perhaps only another.</summary>
    /// <returns>What puts it back.</returns>
    public Action Worsen()
    {
        int k = random.Next(_arguments.Length);
        Argument before = _arguments[k];
        ref Argument argument = ref _arguments[k];
        if (random.Next(2) == 0 && Partners(argument) is { Length: > 0 } partners)
        {
            int over = partners[random.Next(partners.Length)];
            argument.Over = over == k ? null : over + Self;
        }
        else if (argument.IsSized)
        {
            Worsen(ref argument);
        }
        else if (argument.Integers.Length > 0)
        {
            int[] changed = [.. argument.Integers];
            changed[random.Next(changed.Length)] = random.Next(3) == 0 ? random.Next(8) : Bad();
            argument.Later = random.Next(3) == 0 ? changed : null;
            argument.Integers = argument.Later is not null ? argument.Integers
                : random.Next(4) == 0 ? changed[..random.Next(changed.Length)]
                : changed;
            argument.Number = random.Next(4) == 0 ? Bad() : argument.Number;
            argument.IsDefault = random.Next(10) == 0;
        }
        else if (argument.Type is { } type)
        {
            argument.Value = Of(type, argument.Name, bad: true);
        }

        return () => _arguments[k] = before;
    }

    /// <summary>
    /// Places of arguments whose memory another can share: tensors in tensors, spans and tables in spans.
    /// </summary>
    private int[] Partners(Argument argument) => argument.IsSized || argument.IsTable
        ? [
            .. _arguments.Index().Where(a => a.Item.IsSized && a.Item.IsTensor == argument.IsTensor)
                .Select(a => a.Index),
        ]
        : [];

    /// <summary>The buffer that contains an argument, which may be that of another argument.</summary>
    private int SlotOf(int k) => (At(k).Over ?? k) + 1;

    private IEnumerable<Argument> Sharing(int k)
    {
        int slot = SlotOf(k);
        return Enumerable.Range(0, _arguments.Length).Where(m => SlotOf(m + Self) == slot).Select(m => _arguments[m]);
    }

    /// <summary>Values of the buffer: as many as the longest argument in it has.</summary>
    private int Room(int k) => Sharing(k).Max(a => Math.Max(a.Length, a.Integers.Length));

    /// <summary>Whole numbers if an argument in it needs them.</summary>
    private HostileContent Content(int k) => Sharing(k).Select(a => a.Content).MaxBy(c => c.Whole);

    private void Worsen(ref Argument argument)
    {
        int length = argument.Length;
        switch (random.Next(7))
        {
            case 0:
                argument.Shape = new Shape(length + 1);
                break;
            case 1:
                argument.Shape = new Shape(Math.Max(0, length - 1));
                break;
            case 2:
                argument.Shape = new Shape(random.Next(2 * length + 2));
                break;
            case 3:
                argument.Shape = argument.Shape.Rank == 2
                    ? new Shape(argument.Shape[1], argument.Shape[0])
                    : new Shape(1, length);
                break;
            case 4:
                argument.IsDefault = true;
                argument.Shape = new Shape(0);
                break;
            case 5:
                argument.Shape = new Shape(random.Next(5), random.Next(5), random.Next(5));
                break;
            default:
                argument.Content = new HostileContent(Math.Max(3, argument.Content.Whole), Bad: true);
                break;
        }
    }

    private ref Argument At(int k) => ref _arguments[k + 1];

    private Argument DrawOne(Type type, string name, int k, int N, int F)
    {
        var argument = new Argument { Name = name, Shape = new Shape(0), Integers = [] };
        bool isWhole = name is "ids" or "labels" or "targets" || (name is "x" && random.Next(2) == 0);
        if (type == typeof(Tensor)
            || type.IsGenericType && type.GetGenericTypeDefinition() is var generic
                && (generic == typeof(Span<>) || generic == typeof(ReadOnlySpan<>)))
        {
            if (type.IsGenericType && type.GetGenericArguments()[0] == typeof(int))
            {
                argument.Integers = name == "rowStart"
                    ? Table(out _)
                    : [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(Math.Max(1, N)))];
                return argument;
            }

            argument.IsSized = true;
            argument.IsTensor = type == typeof(Tensor);
            argument.IsDefault = argument.IsTensor && random.Next(name is "table" ? 2 : 6) == 0;
            argument.Content = new HostileContent(isWhole ? 1 + random.Next(4) : 0, Bad: false);
            argument.Shape = argument.IsDefault ? new Shape(0)
                : name is "row" or "bias" or "gain" or "dRow" or "dBias" or "dGain" ? new Shape(F)
                : name is "table" or "dTable" or "starts" or "sums" ? new Shape(4 + random.Next(3), F)
                : name is "targets" ? new Shape(N)
                : new Shape(N, F);
            return argument;
        }

        if (type == typeof(StepTable))
        {
            argument.IsTable = true;
            argument.Integers = Table(out argument.Number);
            return argument;
        }

        argument.Type = type;
        argument.Value = Of(type, name, bad: random.Next(8) == 0, k);
        return argument;
    }

    /// <summary>A table that is as it should be.</summary>
    private int[] Table(out int batch)
    {
        batch = random.Next(6);
        int[] rowStart = new int[1 + random.Next(6)];
        for (int t = 1, rows = batch; t < rowStart.Length; t++)
        {
            rows = random.Next(2) == 0 ? rows : random.Next(rows + 1);
            rowStart[t] = rowStart[t - 1] + rows;
        }

        return rowStart;
    }

    private int Bad() => _badNumbers[random.Next(_badNumbers.Length)];

    private object? Of(Type type, string name, bool bad, int k = Self)
    {
        if (type == typeof(int))
        {
            return bad ? Bad() : name == "first" || name.EndsWith("From", StringComparison.Ordinal) ? random.Next(8) / 7
                : random.Next(10) switch { 0 => 16, 1 => 17, 2 => 33, 3 => 64, _ => random.Next(1, 5) };
        }

        if (type == typeof(float))
        {
            return bad ? _badReals[random.Next(_badReals.Length)] : (float)random.NextDouble();
        }

        if (type == typeof(bool))
        {
            return random.Next(2) == 0;
        }

        if (type.IsEnum)
        {
            return Enum.ToObject(type, bad ? Bad() : random.Next(Enum.GetValues(type).Length));
        }

        if (type == typeof(uint) || type == typeof(long) || type == typeof(ulong))
        {
            return Convert.ChangeType(random.Next(), type, null);
        }

        if (type == typeof(RowGroups))
        {
            // As many sequences as are packed, unless they are to be others.
            int sequences = bad
                ? random.Next(5)
                : _arguments.Select(a => a.Value).OfType<Packing>().FirstOrDefault()?.BatchSize ?? 0;
            var groups = new RowGroups();
            groups.Set(
                [.. Enumerable.Range(0, sequences == 0 ? 0 : random.Next(7)).Select(_ => random.Next(sequences))],
                sequences);
            return groups;
        }

        if (type == typeof(Shape) && !bad)
        {
            return new Shape(At(Self).Length);
        }

        if (type == typeof(LstmVariantTensors))
        {
            return (Func<object>)(() => Tensors(type, bad));
        }

        if (type == typeof(TensorStorage))
        {
            type = typeof(HostStorage);
        }

        if (objects.Has(type))
        {
            return bad && !type.IsArray && random.Next(3) == 0 && k != Self ? null : objects.Of(type);
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return random.Next(3) == 0 ? null : Of(inner, name, bad);
        }

        return type.IsValueType ? Made(type, bad) : objects.Of(type);
    }

    private static int[] Sizes(Match found, string group) =>
        found.Groups[group].Value is { Length: > 0 } sizes ? [.. sizes.Split(", ").Select(int.Parse)] : [];

    [GeneratedRegex(
        @"^(?:\w+\.)*(?<name>\w+)[^:]*: expected .* = \[(?<sizes>-?\d+(, -?\d+)*)\],"
            + @"( which is -?\d+ values, but got (?<got>\d+)| but got \[(?<shape>[-\d, ]*)\])\.")]
    private static partial Regex Expected();

    private struct Argument
    {
        public string Name;
        public Type? Type;
        public bool IsSized;
        public bool IsTensor;
        public bool IsTable;
        public bool IsDefault;
        public Shape Shape;
        public HostileContent Content;
        public int[] Integers;
        public int[]? Later;
        public int Number;
        public object? Value;

        /// <summary>The argument whose memory it shares; null for separate memory.</summary>
        public int? Over;

        public readonly int Length => Shape.Length;

        public override readonly string ToString() => $"{Name} {(Over is null ? "" : $"over argument {Over} ")}" + (
            IsSized ? $"{(IsDefault ? "none" : Shape)}"
            : Integers.Length > 0
                ? $"[{string.Join(", ", Integers)}] "
                    + $"of {Number}{(Later is null ? "" : $", later [{string.Join(", ", Later)}]")}"
                : Value is Packing packing ? $"packed [{string.Join(", ", packing.Lengths.ToArray())}]" : $"{Value}");
    }
}
