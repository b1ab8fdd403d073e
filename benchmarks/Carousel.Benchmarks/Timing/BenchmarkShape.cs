using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;

namespace Carousel.Benchmarks.Timing;

/// <summary>What is timed: layers of one size over sequences of one length.</summary>
/// <param name="Name">Its name, or the sizes as they were written.</param>
/// <param name="Inputs">I: features of each step.</param>
/// <param name="Hidden">H: units of each layer.</param>
/// <param name="Batch">B: sequences.</param>
/// <param name="Steps">T: steps of each.</param>
/// <param name="Layers">Layers on top of each other.</param>
internal sealed record BenchmarkShape(string Name, int Inputs, int Hidden, int Batch, int Steps, int Layers = 1)
{
    private const int MostUnits = 1 << 14, MostSteps = 1 << 20, MostBatch = 1 << 16, MostLayers = 16;

    // As many values of one array as an index takes, with room for four gates.
    private const long MostValues = int.MaxValue / 8;

    /// <summary>
    /// The shapes that have names: eight over sequences, then five of one sequence and one step, which are streamed.
    /// </summary>
    public static IReadOnlyList<BenchmarkShape> Named { get; } =
    [
        new("tiny", 8, 32, 32, 50),
        new("small", 32, 64, 32, 100),
        new("seed", 16, 128, 64, 100),
        new("ptb", 200, 200, 20, 35, 2),
        new("mid", 256, 256, 64, 100),
        new("large", 512, 512, 64, 64),
        new("xl", 1024, 1024, 64, 32),
        new("long", 2, 64, 32, 1000),
        .. new[] { 32, 64, 128, 256, 512 }.Select(
            h => new BenchmarkShape(FormattableString.Invariant($"s{h}"), h, h, 1, 1)),
    ];

    /// <summary>Whether the shape is one sequence of one step, for which streaming alone is timed.</summary>
    public bool IsStreaming => Batch == 1 && Steps == 1;

    /// <summary>The sizes, such as <c>8/32/32/50</c> or <c>200/200/20/35x2</c>.</summary>
    public string Sizes =>
        FormattableString.Invariant($"{Inputs}/{Hidden}/{Batch}/{Steps}{(Layers == 1 ? "" : $"x{Layers}")}");

    /// <summary>
    /// Floating-point operations of a forward pass: two for each multiply-add of a step, such as 2·T·B·G·H·(I + H) for
    /// a layer of G gates.
    /// </summary>
    /// <param name="cell">The kind of layer.</param>
    public double Operations(CellKind cell)
    {
        RecurrentCell own = cell.ToCell();
        double step = own.MultiplyAdds(Inputs, Hidden) + ((Layers - 1.0) * own.MultiplyAdds(Hidden, Hidden));
        return 2.0 * Steps * Batch * step;
    }

    /// <summary>Reads a name or sizes.</summary>
    /// <param name="text">Such as <c>mid</c>, <c>256/256/64/100</c> or <c>200/200/20/35x2</c>.</param>
    /// <returns>The shape; sizes that have a name get it.</returns>
    /// <exception cref="OptionException">It is neither, or a size is out of its range.</exception>
    public static BenchmarkShape Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Named.FirstOrDefault(s => s.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named;
        }

        if (!TryReadSizes(text, out int[]? sizes))
        {
            string? near = NearestName.Find(text, Named.Select(s => s.Name));
            string hint = near is null
                ? $"The names: {string.Join(", ", Named.Select(s => s.Name))}."
                : $"Did you mean '{near}'?";
            throw new OptionException(
                $"{{Shape}} must be a name or inputs/hidden/batch/steps, with xLayers behind where there are several, "
                + $"such as 64/128/32/100x2, but is '{text}'. {hint}");
        }

        var shape = new BenchmarkShape("", sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]);
        shape.Validate(text);
        return Named.FirstOrDefault(s => s with { Name = "" } == shape) ?? shape with { Name = shape.Sizes };
    }

    private static bool TryReadSizes(string text, [NotNullWhen(true)] out int[]? sizes)
    {
        string[] parts = text.Split('/');
        string[] last = parts[^1].Split('x');
        string[] all = [.. parts[..^1], .. last.Length == 1 ? [last[0], "1"] : last];
        sizes = new int[5];
        bool isRead = all.Length == sizes.Length;
        for (int i = 0; isRead && i < sizes.Length; i++)
        {
            isRead = int.TryParse(all[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]);
        }

        return isRead;
    }

    private void Validate(string text)
    {
        (string Name, int Value, int Most)[] ranges =
            [
                ("inputs", Inputs, MostUnits), ("hidden", Hidden, MostUnits), ("batch", Batch, MostBatch),
                ("steps", Steps, MostSteps), ("layers", Layers, MostLayers),
            ];
        foreach ((string name, int value, int most) in ranges)
        {
            if (value < 1 || value > most)
            {
                throw new OptionException($"{{Shape}} {text}: {name} must be 1…{most}, but is {value}.");
            }
        }

        if ((Steps + 1L) * Batch * Math.Max(Inputs, Hidden) > MostValues
            || (long)Hidden * Math.Max(Inputs, Hidden) > MostValues)
        {
            throw new OptionException(
                $"{{Shape}} {text}: this needs more memory than one array holds. Take a smaller batch, fewer steps or "
                + $"fewer units.");
        }
    }
}
