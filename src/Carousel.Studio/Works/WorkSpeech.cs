using System.Text.Json.Nodes;

namespace Carousel.Studio.Works;

/// <summary>What the process of a work says: events, and sentences between them.</summary>
/// <param name="work">The work.</param>
internal sealed class WorkSpeech(Work work)
{
    private const string Stopping = "stopping after this step … ";
    private string _lastOutput = "";

    /// <summary>The last sentence on standard error.</summary>
    public string LastSentence { get; private set; } = "";

    /// <summary>What came of it, in one sentence.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>Hears a line of standard error.</summary>
    public void HearError(string line)
    {
        if (WorkEvent.Parse(line) is not { } one)
        {
            string sentence = line.Replace(Stopping, "", StringComparison.Ordinal).Trim();
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

    /// <summary>Hears a line of standard output: of looks and claims the last one before the files is the finding.</summary>
    public void HearOutput(string line)
    {
        if (work.Stored.Kind == "run")
        {
            return;
        }

        if (line.Trim() is { Length: > 0 } text)
        {
            if (text.Contains("report.html", StringComparison.Ordinal) && Verdict.Length == 0)
            {
                Verdict = _lastOutput;
            }

            _lastOutput = text;
        }
    }
}
