using Carousel.Report;

namespace Carousel.Tasks.Inspecting;

/// <summary>The page of one look or of several.</summary>
public static class InspectionReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="results">What was found, one at least.</param>
    /// <param name="subject">What was looked at.</param>
    /// <param name="command">The command line that makes it again.</param>
    /// <returns>The page.</returns>
    public static ReportDocument Of(IReadOnlyList<InspectionResult> results, InspectionSubject subject, string command)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(subject);
        var sections = new List<Section>();
        foreach (InspectionResult result in results)
        {
            sections.AddRange(result.Sections);
            if (result.Notes.Count > 0)
            {
                Section last = sections[^1];
                sections[^1] = last with { Blocks = [.. last.Blocks, .. result.Notes.Select(n => new Paragraph(n, Tone.Quiet))] };
            }
        }

        sections.Add(new Section("Make it again", [new CodeBlock(command)]));
        return new ReportDocument(subject.DataName, string.Join(' ', results.Select(r => r.Sentence)), sections) { Kicker = $"A look inside {subject.ModelName}" };
    }
}
