using System.Globalization;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;
using Carousel.Studio.Uses;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Answers what is asked of looks inside models.</summary>
/// <param name="queue">The tasks.</param>
/// <param name="views">Tells them.</param>
internal sealed class TaskRequests(WorkQueue queue, RunViews views)
{
    private static readonly Dictionary<string, string> _looks = new(StringComparer.Ordinal)
    {
        ["all"] = "All looks",
        ["traces"] = "Map of states",
        ["step"] = "Step by step",
        ["gradients"] = "Gradient flow",
        ["search"] = "Search",
        ["probe"] = "Probe",
        ["attribute"] = "What drove the answer",
        ["novelty"] = "Novelty",
    };

    /// <summary>Lists tasks.</summary>
    public Task ListAsync(HttpContext context)
    {
        string run = context.Request.Query["run"].ToString();
        return StudioAnswers.WriteAsync(
            context,
            new TaskList(
            [
                .. queue.All.Where(w => w.Stored.Kind != "run"
                        && (run.Length == 0 || w.Stored.Run.ToString(CultureInfo.InvariantCulture) == run))
                    .Select(w => views.TaskOf(w, RunOf)),
            ]),
            StudioJson.Default.TaskList);
    }

    /// <summary>Queues a task.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        TaskRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.TaskRequest)
            .ConfigureAwait(false);
        StoredWork work = asked is { Kind: "look", Run: { } run, Look: { } look }
            ? Look(run, look, asked.Options ?? [])
            : throw new RefusalException(400, "A task is a look with a run.");
        await WriteAsync(context, queue.Add(work), 201).ConfigureAwait(false);
    }

    /// <summary>Sends the description of a task.</summary>
    public Task LookAsync(HttpContext context, string id) => WriteAsync(context, Find(id));

    /// <summary>Stops a task.</summary>
    public Task StopAsync(HttpContext context, string id)
    {
        Work work = Find(id);
        queue.Stop(work);
        return WriteAsync(context, work);
    }

    /// <summary>Removes a task.</summary>
    public Task RemoveAsync(HttpContext context, string id)
    {
        queue.Remove(Find(id));
        return StudioAnswers.DoneAsync(context);
    }

    /// <summary>A task.</summary>
    /// <param name="id">Its number, as asked for.</param>
    /// <exception cref="RefusalException">The task does not exist.</exception>
    public Work Find(string id) => queue.Find(id, isRun: false);

    /// <summary>The run that a look is at.</summary>
    /// <param name="id">Its number.</param>
    public Work RunOf(long id) => queue.Find(id.ToString(CultureInfo.InvariantCulture), isRun: true);

    private StoredWork Look(string run, string look, JsonObject options)
    {
        Work seen = queue.Find(run, isRun: true);
        _ = ModelShelf.FileOf(seen);
        if (look == "step" && options["at"] is null)
        {
            options["at"] = "0";
        }

        return new StoredWork
        {
            Kind = "look",
            Run = seen.Stored.Id,
            Data = seen.Stored.Data,
            Subject = look,
            Name = _looks.GetValueOrDefault(look) ?? throw new RefusalException(
                422, $"There is no look '{look}'; there are {string.Join(", ", _looks.Keys)}."),
            Options = options.ToJsonString(),
        };
    }

    private Task WriteAsync(HttpContext context, Work work, int status = 200) =>
        StudioAnswers.WriteAsync(context, views.TaskOf(work, RunOf), StudioJson.Default.StudioTask, status);
}
