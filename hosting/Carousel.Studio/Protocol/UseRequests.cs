using System.Text.Json.Nodes;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Carousel.Studio.Uses;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Answers what is asked of models.</summary>
/// <param name="runs">Finds their runs.</param>
/// <param name="models">The models.</param>
/// <param name="shelf">The data.</param>
/// <param name="exports">Other forms of them.</param>
/// <param name="serving">Those that are served.</param>
/// <param name="scratch">A folder for their input files.</param>
/// <param name="plain">Tells no places of files.</param>
internal sealed class UseRequests(
    RunRequests runs, ModelShelf models, DataShelf shelf, Exports exports, Serving serving, string scratch,
    PlainSentence plain)
{
    /// <summary>Applies a model to new data.</summary>
    public async Task PredictAsync(HttpContext context, string id)
    {
        Work work = runs.Find(id);
        bool repeat = context.Request.Query["repeat_known"] == "true";
        Answer answer;
        if (StudioAnswers.IsJson(context) && !context.Request.Query.ContainsKey("name"))
        {
            TextInput input = await StudioAnswers.ReadAsync(context, StudioJson.Default.TextInput)
                .ConfigureAwait(false);
            string text = input.Text ?? throw new RefusalException(400, "The body needs text.");
            answer = await WithFileAsync(
                "pasted.csv",
                (file, _) => File.WriteAllTextAsync(file, text, context.RequestAborted),
                (file, name) => models.AskAsync(
                    work,
                    model => model.ReadsText
                        ? Predictions.OfText(model, text, context.RequestAborted)
                        : Predictions.OfFile(model, file, Predictions.CellsOf(work), repeat, context.RequestAborted),
                    context.RequestAborted),
                context.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            DataRequests.AllowLarge(context);
            answer = await WithFileAsync(
                SafeName.Of(context.Request.Query["name"].ToString()),
                (file, cancellation) => Upload.SaveAsync(file, context.Request.Body, 0, cancellation),
                (file, name) => models.AskAsync(
                    work,
                    model => Predictions.OfFile(
                        model, file, Predictions.CellsOf(work), repeat, context.RequestAborted),
                    context.RequestAborted),
                context.RequestAborted).ConfigureAwait(false);
        }

        answer = answer with { Notes = [.. answer.Notes.Select(plain.Of)], Sentence = plain.Of(answer.Sentence) };
        await StudioAnswers.WriteAsync(context, answer, StudioJson.Default.Answer).ConfigureAwait(false);
    }

    /// <summary>Forecasts what comes next.</summary>
    public Task ForecastAsync(HttpContext context, string id) => ForecastAsync(
        context, runs.Find(id),
        context.Request.Query["series"] is { Count: > 0 } given ? given.ToString() : null, null);

    /// <summary>Forecasts with other values that are known ahead.</summary>
    public async Task ChangeForecastAsync(HttpContext context, string id)
    {
        Work work = runs.Find(id);
        ForecastChange change = await StudioAnswers.ReadAsync(context, StudioJson.Default.ForecastChange)
            .ConfigureAwait(false);
        await ForecastAsync(context, work, change.Series, change.Known ?? []).ConfigureAwait(false);
    }

    /// <summary>Lets a model go on.</summary>
    public async Task ContinueAsync(HttpContext context, string id)
    {
        Work work = runs.Find(id);
        ContinuationRequest asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.ContinuationRequest)
            .ConfigureAwait(false);
        Continuation made = await models.AskAsync(
            work, model => Predictions.Continue(model, asked, context.RequestAborted), context.RequestAborted)
            .ConfigureAwait(false);
        await StudioAnswers.WriteAsync(context, made, StudioJson.Default.Continuation).ConfigureAwait(false);
    }

    /// <summary>Gives a model in another form.</summary>
    public async Task ExportAsync(HttpContext context, string id, string form)
    {
        Work work = runs.Find(id);
        if (!Exports.Forms.Contains(form))
        {
            throw new RefusalException(404, $"A model is exported as {string.Join(", ", Exports.Forms)}.");
        }

        (string name, byte[] bytes) = await exports.MakeAsync(work, form).ConfigureAwait(false);
        await StudioAnswers.SaveAsync(context, name, bytes).ConfigureAwait(false);
    }

    /// <summary>Serves a model, says how it does, or serves it no more.</summary>
    public async Task ServiceAsync(HttpContext context, string id)
    {
        Work work = runs.Find(id);
        string address = $"{context.Request.Scheme}://{context.Request.Host}";
        switch (context.Request.Method)
        {
            case "PUT":
                Service made = await Task.Run(() => serving.Add(work, address)).ConfigureAwait(false);
                await StudioAnswers.WriteAsync(context, made, StudioJson.Default.Service).ConfigureAwait(false);
                break;
            case "GET":
                await (serving.Find(work, address) is { } service
                    ? StudioAnswers.WriteAsync(context, service, StudioJson.Default.Service)
                    : StudioAnswers.DoneAsync(context)).ConfigureAwait(false);
                break;
            default:
                bool wasServed = await Task.Run(() => serving.Remove(work)).ConfigureAwait(false);
                await (wasServed ? StudioAnswers.DoneAsync(context)
                    : throw new RefusalException(404, "The model is not served.")).ConfigureAwait(false);
                break;
        }
    }

    private async Task ForecastAsync(HttpContext context, Work work, string? series, JsonObject? changed)
    {
        (string folder, string file) = shelf.PlaceOf(work.Stored.Data);
        ForecastView view = await models.AskAsync(
            work,
            model => ForecastAhead.Of(
                model, Path.Combine(folder, file), Predictions.CellsOf(work), series, changed, context.RequestAborted),
            context.RequestAborted).ConfigureAwait(false);
        view = view with { Notes = [.. view.Notes.Select(plain.Of)] };
        await StudioAnswers.WriteAsync(context, view, StudioJson.Default.ForecastView).ConfigureAwait(false);
    }

    private async Task<T> WithFileAsync<T>(
        string name, Func<string, CancellationToken, Task> write, Func<string, string, Task<T>> use,
        CancellationToken cancellation)
    {
        string folder = Path.Combine(scratch, Guid.NewGuid().ToString("N")), file = Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        try
        {
            await write(file, cancellation).ConfigureAwait(false);
            return await use(file, name).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
