using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Jobs.Options;
using Carousel.Storage;

namespace Carousel.Jobs.Tuning;

/// <summary>
/// The finished trials: one JSON object per line, after a line with the settings of the search. Written completely or
/// not at all after each trial.
/// </summary>
/// <param name="path">The file; null for none.</param>
/// <param name="head">The settings of the search.</param>
internal sealed class TrialLog(string? path, TrialHead head)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(int Rung, int Number), Trial> _trials = [];

    /// <summary>Opens a log: a new one, or one to go on with.</summary>
    public static TrialLog Open(string? path, TuningOptions options, bool resume)
    {
        var head = new TrialHead(
            string.Join(' ', options.Space), options.Method.ToString().ToLowerInvariant(), options.Trials,
            options.Epochs, options.Seed, options.Fixed);
        var log = new TrialLog(path, head);
        if (resume && path is not null && File.Exists(path))
        {
            log.ReadLines(path);
        }

        return log;
    }

    /// <summary>Whether a file is a log with a trial that has a score, of whatever search.</summary>
    public static bool HasScore(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).Skip(1).Any(
                line => JsonSerializer.Deserialize(line, TuningJson.Default.Trial)?.Score is not null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The best trial that is done, or null.</summary>
    public Trial? Best => _trials.Values.Where(t => t.Score is not null).Order(Trial.BestFirst).FirstOrDefault();

    /// <summary>A trial that is done, or null.</summary>
    public Trial? Find(int rung, int number)
    {
        lock (_lock)
        {
            return _trials.GetValueOrDefault((rung, number));
        }
    }

    /// <summary>Adds a trial.</summary>
    public void Add(Trial trial)
    {
        lock (_lock)
        {
            _trials[(trial.Rung, trial.Number)] = trial;
            if (path is null)
            {
                return;
            }

            var text = new StringBuilder(JsonSerializer.Serialize(head, TuningJson.Default.TrialHead)).Append('\n');
            foreach (Trial one in _trials.Values)
            {
                text.Append(JsonSerializer.Serialize(one, TuningJson.Default.Trial)).Append('\n');
            }

            AtomicFile.Write(path, text.ToString());
        }
    }

    private void ReadLines(string from)
    {
        string[] lines = File.ReadAllLines(from);
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                if (i == 0)
                {
                    RequireSame(
                        from,
                        JsonSerializer.Deserialize(lines[0], TuningJson.Default.TrialHead)
                            ?? throw new JsonException());
                    continue;
                }

                Trial trial = JsonSerializer.Deserialize(lines[i], TuningJson.Default.Trial)
                    ?? throw new JsonException();
                _trials[(trial.Rung, trial.Number)] = trial;
            }
            catch (JsonException)
            {
                throw OptionTable.None.Unfit(
                    from, i + 1, 0,
                    "this is not a trial of a search. Remove the line, or start over without {Resume}.");
            }
        }
    }

    private void RequireSame(string from, TrialHead other)
    {
        if (other != head)
        {
            throw OptionTable.None.Unfit(
                $"{from} belongs to another search. Continue with the same verb, data, options, {{Trials}}, {{Epochs}} "
                + $"and {{Seed}}, or start over without {{Resume}}.");
        }
    }
}

/// <summary>The settings of a search: a log is continued only if all of them are the same.</summary>
internal sealed record TrialHead(string Search, string Method, int Trials, int? Epochs, ulong Seed, string Fixed);

/// <summary>The lines of a log, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrialHead))]
[JsonSerializable(typeof(Trial))]
[JsonSerializable(typeof(TrialScore))]
internal sealed partial class TuningJson : JsonSerializerContext;
