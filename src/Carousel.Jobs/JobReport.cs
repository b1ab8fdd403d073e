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
    /// <param name="fitted">What was measured.</param>
    /// <param name="result">What was found.</param>
    /// <param name="page">What the job shows of it.</param>
    /// <param name="command">The command line.</param>
    public static ReportDocument Make<TModel>(Fitted<TModel> fitted, JobResult result, JobPage page, string command)
        where TModel : class, IJobModel
    {
        JobPlan<TModel> plan = fitted.Plan;
        FitSummary summary = fitted.Model.Summary;
        return new ReportDocument(page.Title, result.Sentence.Replace(" %", "\u00a0%"),
        [
            JobSections.Result(result, page),
            .. page.Sections,
            JobSections.TrainingByScore(
                summary, page.ScoreTitle, page.LossTitle, page.Shown, plan.LossScale) with
            {
                IsFolded = page.IsTrainingFolded,
            },
            JobSections.Settings(plan, summary, fitted.Training, page.Settings, command),
        ])
        {
            Kicker = $"carousel {plan.Verb} · {plan.DataName}",
        };
    }
}
