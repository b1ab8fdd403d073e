using Carousel.Data;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Speech;

/// <summary>Lines of a table divided into parts, those of one group in one part where groups decide.</summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when to stop.</param>
/// <param name="Test">What measures.</param>
internal sealed record SpeechParts(IReadOnlyList<Utterance> Training, IReadOnlyList<Utterance> Validation, IReadOnlyList<Utterance> Test)
{
    private const int ManyGroups = 20;

    /// <summary>A share of one in n takes one, roundings or not.</summary>
    private const double OneOf = 1 + 1e-9;

    /// <summary>Divides lines.</summary>
    /// <param name="all">The lines of the table.</param>
    /// <param name="validation">A table of its own, or null.</param>
    /// <param name="test">A table of its own, or null.</param>
    /// <param name="options">Which share, which groups.</param>
    /// <param name="name">How messages call the table.</param>
    /// <exception cref="DataFormatException">A group is not there, or a part is empty.</exception>
    public static SpeechParts Of(
        IReadOnlyList<Utterance> all, IReadOnlyList<Utterance>? validation, IReadOnlyList<Utterance>? test, SpeechOptions options, string name)
    {
        IReadOnlyList<Utterance> rest = all;
        if (options.TestGroups.Count > 0)
        {
            string[] groups = [.. all.Select(u => u.Group).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (groups is [""])
            {
                throw new DataFormatException($"{name} has no groups for --test-group. Name the column by --group, or the speakers' by --speaker.");
            }

            foreach (string group in options.TestGroups.Where(g => !groups.Contains(g, StringComparer.Ordinal)))
            {
                throw new DataFormatException($"--test-group names '{group}', but the groups of {name} are {string.Join(", ", groups.Take(12))}{(groups.Length > 12 ? ", …" : "")}.");
            }

            test ??= [.. all.Where(u => options.TestGroups.Contains(u.Group, StringComparer.Ordinal))];
            rest = [.. all.Where(u => !options.TestGroups.Contains(u.Group, StringComparer.Ordinal))];
        }

        var training = new List<Utterance>();
        List<Utterance> validating = [], measuring = [];
        Dictionary<string, int>? numbers = Groups(rest);
        int count = numbers?.Count ?? rest.Count;
        double validationShare = validation is null ? options.ValidationShare : 0, testShare = test is null ? Math.Max(options.TestShare, count < 3 ? 0 : OneOf / count) : 0;
        for (int n = 0; n < rest.Count; n++)
        {
            int place = numbers is null ? n : numbers[rest[n].Group];
            (Falls(place, validationShare, 0.5) ? validating : Falls(place, testShare, 0) ? measuring : training).Add(rest[n]);
        }

        var parts = new SpeechParts(training, validation ?? validating, test ?? measuring);
        return parts.Training.Count > 0 && parts.Test.Count > 0 ? parts
            : throw new DataFormatException($"{name} has {FigureText.Counted(all.Count, "recording")}: too few for a part that learns and one that measures. Pass more, or the part that measures by --test.");
    }

    // Where there are many groups, parts are made of whole ones.
    private static Dictionary<string, int>? Groups(IReadOnlyList<Utterance> utterances)
    {
        string[] groups = [.. utterances.Select(u => u.Group).Distinct(StringComparer.Ordinal)];
        return groups.Length < ManyGroups ? null : groups.Select((g, k) => (g, k)).ToDictionary(p => p.g, p => p.k, StringComparer.Ordinal);
    }

    private static bool Falls(int place, double share, double offset) =>
        Math.Floor(((place + 1) * share) + offset) > Math.Floor((place * share) + offset);
}
