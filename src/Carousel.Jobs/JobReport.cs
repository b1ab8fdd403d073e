using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Jobs;

/// <summary>
/// The report of a job around what the job itself shows: headline, result, training, settings, the command that makes
/// it again.
/// </summary>
internal static class JobReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="verb">The verb of the command line.</param>
    /// <param name="training">How the network was trained.</param>
    /// <param name="summary">What the training reached.</param>
    /// <param name="result">What was measured, with what the job shows of it.</param>
    /// <param name="command">The command line.</param>
    public static ReportDocument Make(
        IJobPlan plan, string verb, TrainingChoices training, FitSummary summary, JobResult result, string command)
    {
        JobPage page = result.Page!;
        string headline = result.Sentence.Replace(" %", "\u00a0%", StringComparison.Ordinal);
        return new ReportDocument(page.Title, headline,
        [
            JobSections.Result(result, page),
            .. page.Sections,
            JobSections.TrainingByScore(
                summary, page.ScoreTitle, page.LossTitle, page.Shown, plan.LossScale) with
            {
                IsFolded = page.IsTrainingFolded,
            },
            JobSections.Settings(plan, summary, training, page.Settings, command),
        ])
        {
            Kicker = $"carousel {verb} · {plan.DataName}",
        };
    }
}
