using System.Globalization;
using System.Text.Json.Nodes;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;
using Carousel.Studio.Uses;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Answers what is asked of runs.</summary>
/// <param name="command">The command.</param>
/// <param name="shelf">The data.</param>
/// <param name="queue">The runs.</param>
/// <param name="views">Tells them.</param>
/// <param name="models">Their models.</param>
/// <param name="serving">Those that are served.</param>
internal sealed class RunRequests(
    ICommandLine command, DataShelf shelf, WorkQueue queue, RunViews views, ModelShelf models, Serving serving)
{
    private const int MostName = 200, MostNotes = 20_000;

    /// <summary>Says what a run would find and take.</summary>
    public async Task CheckAsync(HttpContext context)
    {
        RunRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.RunRequest).ConfigureAwait(false);
        (long data, string job, JsonObject options) = Read(asked);
        IReadOnlyList<string> words = views.WordsOf(data, job, options);
        IReadOnlyList<string> output = await DescribeAsync(data, words, context).ConfigureAwait(false);
        JsonNode line = JsonNode.Parse(output.Last(text => text.Length > 0))!;
        var check = new Check(
            [
                .. line["facts"]!.AsArray().Select(
                    fact => new Fact(fact!["name"]!.GetValue<string>(), fact["fact"]!.GetValue<string>())),
            ],
            line["parameters"]!.GetValue<long>(), line["memory"]!["peak_bytes"]!.GetValue<long>(),
            views.TextOf(words));
        await StudioAnswers.WriteAsync(context, check, StudioJson.Default.Check).ConfigureAwait(false);
    }

    /// <summary>Queues a run, unless the command refuses its options.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        RunRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.RunRequest).ConfigureAwait(false);
        (long data, string job, JsonObject options) = Read(asked);
        await DescribeAsync(data, views.WordsOf(data, job, options), context).ConfigureAwait(false);
        Work work = queue.Add(new StoredWork
        {
            Kind = "run",
            Name = asked.Name is { Length: > 0 } name
                ? Bounded(name, MostName, "name")
                : FreeName($"{job} {Path.GetFileNameWithoutExtension(shelf.NameOf(data))}"),
            Data = data,
            Subject = job,
            Options = options.ToJsonString(),
        });
        await WriteAsync(context, work, 201).ConfigureAwait(false);
    }

    /// <summary>Lists the runs.</summary>
    public Task ListAsync(HttpContext context) => StudioAnswers.WriteAsync(
        context,
        new RunList(
        [
            .. queue.All.Where(w => w.Stored.Kind == "run").Select(w => views.RunOf(w, queue.Ahead(w), null)),
        ]),
        StudioJson.Default.RunList);

    /// <summary>Sends the description of a run.</summary>
    public Task LookAsync(HttpContext context, string id) => WriteAsync(context, Find(id));

    /// <summary>Names a run, or notes something about it.</summary>
    public async Task ChangeAsync(HttpContext context, string id)
    {
        Work work = Find(id);
        RunChange change = await StudioAnswers.ReadAsync(context, StudioJson.Default.RunChange).ConfigureAwait(false);
        work.Change(w => w with
        {
            Name = change.Name is { Length: > 0 } name ? Bounded(name, MostName, "name") : w.Name,
            Notes = change.Notes is { } notes ? Bounded(notes, MostNotes, "notes") : w.Notes,
        });
        await WriteAsync(context, work).ConfigureAwait(false);
    }

    /// <summary>Removes a run.</summary>
    public Task RemoveAsync(HttpContext context, string id)
    {
        Work work = Find(id);
        work.RequireOver("removed");
        if (queue.All.FirstOrDefault(w => w.Stored.Run == work.Stored.Id && !w.Stored.IsOver) is not null)
        {
            throw new RefusalException(409, "A look is using its model: stop the look first.");
        }

        serving.Remove(work);
        foreach (Work look in queue.All.Where(w => w.Stored.Run == work.Stored.Id).ToList())
        {
            queue.Remove(look);
        }

        queue.Remove(work);
        return StudioAnswers.DoneAsync(context);
    }

    /// <summary>Stops a run.</summary>
    public Task StopAsync(HttpContext context, string id)
    {
        Work work = Find(id);
        queue.Stop(work);
        return WriteAsync(context, work);
    }

    /// <summary>Continues a run.</summary>
    public Task ResumeAsync(HttpContext context, string id)
    {
        Work work = Find(id);
        queue.Resume(work);
        return WriteAsync(context, work);
    }

    /// <summary>Puts two runs side by side.</summary>
    public Task CompareAsync(HttpContext context)
    {
        string[] ids = [.. context.Request.Query["run"].OfType<string>()];
        if (ids.Length != 2)
        {
            throw new RefusalException(400, "Name two runs with run=.");
        }

        Run[] runs = [.. ids.Select(Find).Select(w => views.RunOf(w, queue.Ahead(w), null))];
        return StudioAnswers.WriteAsync(context, RunComparison.Of(runs[0], runs[1]), StudioJson.Default.Comparison);
    }

    /// <summary>A run.</summary>
    /// <param name="id">Its number, as asked for.</param>
    /// <exception cref="RefusalException">The run does not exist.</exception>
    public Work Find(string id) => queue.Find(id, isRun: true);

    private Task<IReadOnlyList<string>> DescribeAsync(long data, IReadOnlyList<string> words, HttpContext context) =>
        CommandRun.RunAsync(
            command, ["describe", .. words, "--json", "--quiet"], shelf.PlaceOf(data).Folder,
            cancellation: context.RequestAborted);

    private async Task WriteAsync(HttpContext context, Work work, int status = 200)
    {
        // During training the model changes: its uses are reported only after the end of the run.
        ModelUses? uses = work.Stored.IsOver
            ? await models.UsesOfAsync(work, context.RequestAborted).ConfigureAwait(false)
            : null;
        await StudioAnswers.WriteAsync(
            context, views.RunOf(work, queue.Ahead(work), uses), StudioJson.Default.Run, status).ConfigureAwait(false);
    }

    private (long Data, string Job, JsonObject Options) Read(RunRequest asked) =>
        asked is { Data: { } data, Job: { } job }
            ? (long.Parse(shelf.Find(data).Id, CultureInfo.InvariantCulture), job, asked.Options ?? [])
            : throw new RefusalException(400, "A run needs data and a job.");

    // A table of runs of the same data distinguishes them by name.
    private string FreeName(string name)
    {
        HashSet<string> taken = [.. queue.All.Where(w => w.Stored.Kind == "run").Select(w => w.Stored.Name)];
        int number = 1;
        string free = name;
        while (taken.Contains(free))
        {
            free = $"{name} {(++number).ToString(CultureInfo.InvariantCulture)}";
        }

        return free;
    }

    private static string Bounded(string text, int most, string what) => text.Length <= most ? text
        : throw new RefusalException(400, $"The {what} has at most {most} characters.");
}
