using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>What a verb that trains leaves in its folder.</summary>
internal static class JobFiles
{
    /// <summary>The report's name.</summary>
    public const string ReportName = JobResult.ReportName;

    /// <summary>The model's name.</summary>
    public const string ModelName = JobResult.ModelName;

    /// <summary>Saves a model; nothing of an earlier one stays beside it.</summary>
    /// <returns>The model's file.</returns>
    public static string SaveModel(IJobPlan plan, IJobModel model, OutputFolder folder)
    {
        string file = folder.File(ModelName);
        model.Save(file);
        folder.Remove([.. plan.FileNames, ReportName]);
        return file;
    }

    /// <summary>Writes what was measured: the job's own files, and the report where there is one.</summary>
    /// <returns>The result, with notes on the written files.</returns>
    public static JobResult WriteResult(JobResult measured, OutputFolder folder) => measured.SaveNoted(folder.Path);
}
