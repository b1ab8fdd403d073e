using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Answers what is asked of the studio itself.</summary>
/// <param name="command">Has the jobs.</param>
/// <param name="folder">Where the studio keeps what it has.</param>
internal sealed class StudioDesk(ICommandLine command, string folder)
{
    /// <summary>Says what runs here.</summary>
    public Task AboutAsync(HttpContext context) => StudioAnswers.WriteAsync(
        context,
        new About(
            command.Version, folder, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            DataShelf.MostBytes),
        StudioJson.Default.About);

    /// <summary>Lists the jobs.</summary>
    public Task JobsAsync(HttpContext context) =>
        StudioAnswers.WriteAsync(context, new JobList(command.Jobs), StudioJson.Default.JobList);

    /// <summary>Sends the description of a job and its options.</summary>
    public Task JobAsync(HttpContext context, string name)
    {
        JobWords job = command.Jobs.FirstOrDefault(j => j.Name == name)
            ?? throw new RefusalException(404, "There is no such job.");
        return StudioAnswers.WriteAsync(
            context, job with { Schema = command.SchemaOf(name) }, StudioJson.Default.JobWords);
    }

    /// <summary>Lists the samples.</summary>
    public static Task SamplesAsync(HttpContext context) =>
        StudioAnswers.WriteAsync(context, new SampleList(Sample.All), StudioJson.Default.SampleList);
}
