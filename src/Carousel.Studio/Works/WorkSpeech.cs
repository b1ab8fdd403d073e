using System.Text.Json.Nodes;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>What the process of a work says: events, and sentences between them.</summary>
/// <param name="work">The work.</param>
/// <param name="plain">Tells no places of files.</param>
internal sealed class WorkSpeech(Work work, PlainSentence plain)
{
    private const string Stopping = "stopping after this step … ";

    /// <summary>The last sentence on standard error.</summary>
    public string LastSentence { get; private set; } = "";

    /// <summary>What came of it, in one sentence.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>Hears a line of standard error.</summary>
    public void HearError(string line)
    {
        if (WorkEvent.Parse(line) is not { } one)
        {
            string sentence = plain.Of(line.Replace(Stopping, "", StringComparison.Ordinal).Trim());
            if (sentence.Length > 0)
            {
                LastSentence = sentence;
                work.Log.Add(WorkEvent.Of("note", ("sentence", sentence)));
            }

            return;
        }

        if (one.Kind == "result")
        {
            JsonNode result = JsonNode.Parse(one.Json)!["result"]!;
            Verdict = result["sentence"]?.GetValue<string>() ?? "";
            work.Change(w => w with { Result = result.ToJsonString() });
        }

        work.Log.Add(one);
    }

    /// <summary>Hears a line of standard output: of looks the line of JSON holds what was found.</summary>
    public void HearOutput(string line)
    {
        if (work.Stored.Kind == "run" || !line.StartsWith('{'))
        {
            return;
        }

        JsonNode? found = JsonNode.Parse(line);
        IEnumerable<JsonNode?> findings = found?["inspections"] is JsonArray several ? several : [found];
        Verdict = string.Join(
            ' ', findings.Select(one => one?["sentence"]?.GetValue<string>()).Where(text => text is { Length: > 0 }));
    }
}
