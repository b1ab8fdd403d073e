using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Inspection.Looks;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>Which sequences of the data are looked at.</summary>
internal sealed class SequenceOptionSet
{
    private readonly Option<string?> _sequence = OptionKinds.Text(
        "--sequence", "NAME", "Inspect only one sequence, by its name or its number from 1. Default: all.");
    private readonly Option<int?> _most = OptionKinds.Whole(
        "--most-sequences", "Maximum sequences to inspect, evenly spread over the data. Default: all.");
    private readonly Option<ulong?> _seed = OptionKinds.Seed(
        "--seed", "Seed of every random choice. Default 1.");

    private readonly Option<string?> _part = OptionKinds.Text(
        "--part", "NAME",
        "Part of a model that has several: encoder or decoder of a translator. Default: the first.");

    public OptionGroup Group => new("Sequences", [_sequence, _most, _part, _seed]);

    /// <summary>The part that was asked for; null where nothing was said.</summary>
    public string? Part(ParseResult result) => result.GetValue(_part);

    /// <summary>The seed.</summary>
    public ulong Seed(ParseResult result) => result.GetValue(_seed) ?? 1;

    /// <summary>How many were asked for; null where nothing was said.</summary>
    public int? Most(ParseResult result) => result.GetValue(_most);

    /// <summary>The sequences that were asked for.</summary>
    /// <exception cref="UsageException">There is no such sequence.</exception>
    public InspectionSubject Choose(ParseResult result, InspectionSubject all)
    {
        IReadOnlyList<InspectedSequence> sequences = all.Sequences;
        if (result.GetValue(_sequence) is { } name)
        {
            if (result.GetValue(_most) is not null)
            {
                throw new UsageException(
                    "--sequence names one sequence, --most-sequences takes several. Pass one of the two.");
            }

            return all.Over([Find(sequences, name, all.DataName)]);
        }

        return result.GetValue(_most) switch
        {
            null => all,
            < 1 => throw new UsageException($"--most-sequences must be 1 or more, but is {result.GetValue(_most)}."),
            { } most when most >= sequences.Count => all,
            { } most =>
                all.Over(
                    [.. Enumerable.Range(0, most).Select(k => sequences[(int)((long)k * sequences.Count / most)])]),
        };
    }

    private static InspectedSequence Find(IReadOnlyList<InspectedSequence> sequences, string name, string data)
    {
        if (sequences.FirstOrDefault(s => s.Name == name) is { } found)
        {
            return found;
        }

        if (int.TryParse(name, out int number) && number >= 1 && number <= sequences.Count)
        {
            return sequences[number - 1];
        }

        throw new UsageException(
            $"{data} has no sequence '{name}'.{NearestName.Question(name, sequences.Select(s => s.Name))} It has "
            + $"{sequences.Count}, the first is '{sequences[0].Name}'.");
    }
}
