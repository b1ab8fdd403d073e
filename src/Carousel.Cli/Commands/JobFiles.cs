using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>What a verb that trains leaves in its folder.</summary>
internal static class JobFiles
{
    /// <summary>Saves a model; nothing of an earlier one stays beside it.</summary>
    /// <returns>The model's file.</returns>
    public static string SaveModel(IJobPlan plan, IJobModel model, OutputFolder folder)
    {
        string file = folder.File(JobResult.ModelName);
        model.Save(file);
        folder.Remove([.. plan.FileNames, JobResult.ReportName]);
        return file;
    }
}
