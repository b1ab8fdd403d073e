using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Inspection.Looks;

/// <summary>A property of every step of the data: a number, a class, or nothing where it is not known.</summary>
internal sealed class StepProperty
{
    private const string DepthOf = "depth:";
    private const int MostClasses = 40;

    // Kyte and Doolittle 1982, table 2.
    private const string Residues20 = "IVLFCMAGTSWYPHEQDNKR";

    private static readonly Dictionary<string, double> _hydropathies = Residues20.Zip<char, double>(
    [
        4.5, 4.2, 3.8, 2.8, 2.5, 1.9, 1.8, -0.4, -0.7, -0.8, -0.9, -1.3, -1.6, -3.2, -3.5, -3.5, -3.5, -3.5, -3.9, -4.5,
    ]).ToDictionary(p => $"{p.First}", p => p.Second);

    private readonly double?[][] _values;

    private StepProperty(string name, double?[][] values, IReadOnlyList<string> classes) =>
        (Name, _values, Classes) = (name, values, classes);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The names of its classes, the most frequent first; empty where it is a number.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many further classes were left out, since they are rare.</summary>
    public int Rare { get; private init; }

    /// <summary>Of each sequence [T], null where it is not known.</summary>
    public IReadOnlyList<IReadOnlyList<double?>> Tracks => _values;

    /// <summary>The property at a step: a number or the number of a class.</summary>
    /// <param name="sequence">Which sequence, from 0.</param>
    /// <param name="step">Which step, from 0; before the first nothing is known.</param>
    public double? At(int sequence, int step) => step < 0 ? null : _values[sequence][step];

    /// <summary>Reads a property.</summary>
    /// <exception cref="DataFormatException">The data do not have it, or it is the same at all steps.</exception>
    public static StepProperty Of(InspectionSubject subject, ProbeOptions options)
    {
        string name = options.Property;
        IReadOnlyList<InspectedSequence> sequences = subject.Sequences;
        StepProperty TextsOf(Func<InspectedSequence, string?[]> track) =>
            Texts(name, [.. sequences.Select(track)], options.AsNumbers);
        StepProperty NumbersOf(Func<InspectedSequence, double?[]> track) =>
            Numbers(name, [.. sequences.Select(track)], options.AsNumbers);
        if (options.Labels is { } file)
        {
            string?[][] labels = subject.Model.Labels(file, subject.Every) is { } known
                ? [.. sequences.Select(s => known[subject.Every.ToList().IndexOf(s)])] : StepLabels.Read(file, subject);
            return Texts(name.Length > 0 ? name : "label", labels, options.AsNumbers);
        }

        if (name.StartsWith(DepthOf, StringComparison.Ordinal))
        {
            return NumbersOf(s => StepMarks.Depth(Named(subject, s, name), name[DepthOf.Length..]));
        }

        return name switch
        {
            "quotes" => TextsOf(s => StepMarks.Quotes(Named(subject, s, name))),
            "charge" => NumbersOf(Residues(subject, name, Charge)),
            "prefix-charge" => NumbersOf(s => Sums(Residues(subject, name, Charge)(s))),
            "hydropathy" => NumbersOf(Residues(subject, name, residue => _hydropathies[residue])),
            "hour" =>
                Texts(
                    name, Times(subject, name, t => Invariant.Of($"{t.Hour}")), options.AsNumbers),
            "weekday" => Texts(name, Times(subject, name, t => $"{t.DayOfWeek}"), options.AsNumbers),
            "step" => NumbersOf(s => [.. Enumerable.Range(0, s.Steps).Select(t => (double?)t)]),
            "unit" => TextsOf(s => [.. Named(subject, s, name)]),
            _ => TextsOf(s => Column(subject, name, s)),
        };
    }

    // At neutral pH; histidine is mostly neutral there.
    private static double Charge(string residue) => residue switch
    {
        "K" or "R" => 1,
        "D" or "E" => -1,
        "H" => 0.1,
        _ => 0,
    };

    // Up to each residue and with it.
    private static double?[] Sums(double?[] values)
    {
        double sum = 0;
        return [.. values.Select(value => value is null ? value : sum += value.Value)];
    }

    private static string?[] Column(InspectionSubject subject, string name, InspectedSequence sequence)
    {
        if (sequence.Rows.Count > 0)
        {
            return subject.Column(name, sequence);
        }

        throw OptionTable.None.Unfit(
            $"{subject.DataName} is read as steps without rows, so '{name}' can't be a column of "
            + $"it.{NearestName.Question(name, ProbeOptions.StepProperties)} Properties that are made from "
            + $"steps: {string.Join(", ", ProbeOptions.StepProperties)}; or pass {{Labels}} with a file.");
    }

    private static IReadOnlyList<string> Named(InspectionSubject subject, InspectedSequence sequence, string name) =>
        sequence.StepNames.Count == sequence.Steps
        ? sequence.StepNames
        : throw new DataFormatException(
            $"{subject.DataName}: the steps have no names, so '{name}' can't be made from them.");

    private static Func<InspectedSequence, double?[]> Residues(
        InspectionSubject subject, string name, Func<string, double> value) => subject.Model.StepName == "residue"
        ? sequence => [.. sequence.StepNames.Select(r => _hydropathies.ContainsKey(r) ? value(r) : (double?)null)]
        : throw new DataFormatException(
            $"{subject.DataName}: '{name}' is a property of residues, but the model reads {subject.Model.StepName}s.");

    private static string?[][] Times(InspectionSubject subject, string name, Func<DateTime, string> part)
    {
        string?[][] parts =
        [
            .. subject.Sequences.Select(s => Named(subject, s, name)
                .Select(
                    n => DateTime.TryParse(n, CultureInfo.InvariantCulture, out DateTime time)
                        ? part(time)
                        : null).ToArray()),
        ];
        return parts.Any(s => s.Any(p => p is not null))
            ? parts
            : throw new DataFormatException(
                $"{subject.DataName}: the steps have no time stamps, so there is no '{name}'.");
    }

    private static StepProperty Numbers(string name, double?[][] values, bool? asNumbers)
    {
        if (asNumbers == false)
        {
            return Texts(
                name, [.. values.Select(s => s.Select(v => v?.ToString(CultureInfo.InvariantCulture)).ToArray())],
                asNumbers);
        }

        double[] different = [.. values.SelectMany(s => s).OfType<double>().Distinct().Take(2)];
        return different.Length == 2 ? new StepProperty(name, values, [])
            : throw new DataFormatException(
                $"'{name}' {(different.Length == 0 ? "has no value at any" : "has the same value at all")} of the "
                + "inspected steps, so a probe has nothing to read.");
    }

    // Numbers where every text is one, except for a yes and a no.
    private static StepProperty Texts(string name, string?[][] texts, bool? asNumbers)
    {
        string[] different = [.. texts.SelectMany(s => s).OfType<string>().Where(t => t.Length > 0).CountBy(t => t)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)];
        bool areNumbers = different.All(t => Number(t) is not null);
        if (asNumbers == true && !areNumbers)
        {
            throw OptionTable.Of(typeof(ProbeOptions))
                .Unfit(
                    $"'{name}' contains '{different.First(t => Number(t) is null)}', which is not a number. "
                    + $"Pass {{AsNumbers}} classes.");
        }

        if (different.Length < 2)
        {
            throw new DataFormatException(
                $"'{name}' {(different.Length == 0 ? "has no value at any" : $"is '{different[0]}' at all")} of the "
                + "inspected steps, so a probe has nothing to read.");
        }

        if (asNumbers ?? (areNumbers && different.Length > 2 && name is not "hour"))
        {
            return new StepProperty(name, [.. texts.Select(s => s.Select(Number).ToArray())], []);
        }

        string[] classes = [.. different.Take(MostClasses)];
        var numbers = classes.Index().ToDictionary(p => p.Item, p => (double?)p.Index);
        return new StepProperty(
            name, [.. texts.Select(s => s.Select(t => t is null ? null : numbers.GetValueOrDefault(t)).ToArray())],
            classes)
        { Rare = different.Length - classes.Length };
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : null;
}
