using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Measuring;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Lessons;
using Carousel.Report;

namespace Carousel.Lab;

/// <summary>Shows what an LSTM is, section by section, and writes the same as a page.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for the default.</param>
/// <param name="quiet">Whether no progress is printed.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
internal sealed class LessonRun(Terminal terminal, string? path, bool quiet, bool json)
{
    /// <summary>Its name on the command line.</summary>
    public const string Word = "lesson";

    private const string PageName = "lesson.html";

    /// <summary>Runs it.</summary>
    /// <param name="seed">The seed of weights and sequences.</param>
    /// <param name="cancellation">Stops it; no page is written then.</param>
    /// <returns>The exit code.</returns>
    public int Perform(ulong seed, CancellationToken cancellation)
    {
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", Word));
        var lesson = new Lesson(seed, Tell, cancellation);
        List<Section> sections = [];
        foreach (Section section in lesson.Sections())
        {
            sections.Add(section);
            SectionText.Write(terminal, section, sections.Count);
        }

        folder.Write(PageName, new ReportDocument(Lesson.Title, lesson.Sentence, sections)
        {
            Kicker = $"carousel-lab {Word} --seed {seed}",
        });
        terminal.WriteLines(lesson.Sentence);
        terminal.Out.WriteLine($"  {folder.File(PageName)}   open it in a browser");
        if (json)
        {
            LaboratoryJson.WriteLine(
                terminal, line => FindingJson.Write(line, Lesson.Title, lesson.Figures(), null, lesson.Sentence));
        }

        return ExitCode.Done;
    }

    private void Tell(string line)
    {
        if (!quiet)
        {
            terminal.Error.WriteLine(line);
        }
    }
}
