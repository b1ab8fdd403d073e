using System.Globalization;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Carousel.Studio.Protocol;

/// <summary>Answers what is asked of data.</summary>
/// <param name="shelf">Has them.</param>
/// <param name="queue">Knows which of them runs need.</param>
internal sealed class DataRequests(DataShelf shelf, WorkQueue queue)
{
    private const int MostRows = 1000, MostColumns = 16, MostPoints = 10_000;

    /// <summary>Takes a file, a sample, or begins a folder.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        DataSet made;
        if (StudioAnswers.IsJson(context) && !context.Request.Query.ContainsKey("name"))
        {
            NewData asked = await StudioAnswers.ReadAsync(context, StudioJson.Default.NewData).ConfigureAwait(false);
            made = asked switch
            {
                { Sample: { } sample, Folder: null } =>
                    await Task.Run(() => shelf.AddSample(sample)).ConfigureAwait(false),
                { Folder: { Length: > 0 } folder, Sample: null } => shelf.AddFolder(folder),
                _ => throw new RefusalException(
                    400, "Send a file as the body with ?name=, or JSON with sample or folder."),
            };
        }
        else
        {
            string name = context.Request.Query["name"].ToString();
            if (name.Length == 0)
            {
                throw new RefusalException(400, "Name the file with ?name=, such as sales.csv.");
            }

            AllowLarge(context);
            made = await shelf.AddAsync(name, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
        }

        await StudioAnswers.WriteAsync(context, made, StudioJson.Default.DataSet, 201).ConfigureAwait(false);
    }

    /// <summary>Lists them.</summary>
    public Task ListAsync(HttpContext context) =>
        StudioAnswers.WriteAsync(context, new DataList(shelf.All), StudioJson.Default.DataList);

    /// <summary>Says what was found in one.</summary>
    public Task LookAsync(HttpContext context, string id) =>
        StudioAnswers.WriteAsync(context, shelf.Find(id), StudioJson.Default.DataSet);

    /// <summary>Removes one.</summary>
    public Task RemoveAsync(HttpContext context, string id)
    {
        string found = shelf.Find(id).Id;
        if (queue.All.FirstOrDefault(w => w.Stored.Data.ToString(CultureInfo.InvariantCulture) == found) is { } work)
        {
            throw new RefusalException(409, $"The run '{work.Stored.Name}' needs it: remove that first.");
        }

        shelf.Remove(found);
        return StudioAnswers.DoneAsync(context);
    }

    /// <summary>Adds a file to a folder.</summary>
    public async Task AddFileAsync(HttpContext context, string id)
    {
        AllowLarge(context);
        await shelf.AddFileAsync(
            id, context.Request.Query["path"].ToString(), context.Request.Body, context.RequestAborted)
            .ConfigureAwait(false);
        await StudioAnswers.DoneAsync(context).ConfigureAwait(false);
    }

    /// <summary>Takes a file that an option names.</summary>
    public async Task ChooseAsync(HttpContext context, string id)
    {
        AllowLarge(context);
        string path = await shelf.ChooseAsync(
            id, context.Request.Query["name"].ToString(), context.Request.Body, context.RequestAborted)
            .ConfigureAwait(false);
        await StudioAnswers.WriteAsync(context, new ChosenFile(path), StudioJson.Default.ChosenFile, 201)
            .ConfigureAwait(false);
    }

    /// <summary>Reads a folder whose files are there.</summary>
    public async Task ReadAsync(HttpContext context, string id)
    {
        DataSet read = await Task.Run(() => shelf.ReadFolder(id)).ConfigureAwait(false);
        await StudioAnswers.WriteAsync(context, read, StudioJson.Default.DataSet).ConfigureAwait(false);
    }

    /// <summary>Shows rows of a table.</summary>
    public Task RowsAsync(HttpContext context, string id)
    {
        int from = StudioAnswers.Number(context, "from", 0, 0, int.MaxValue)!.Value;
        int count = StudioAnswers.Number(context, "count", 100, 1, MostRows)!.Value;
        return StudioAnswers.WriteAsync(context, shelf.TableOf(id).Page(from, count), StudioJson.Default.RowPage);
    }

    /// <summary>Draws data other than tables.</summary>
    public async Task PictureAsync(HttpContext context, string id)
    {
        string? part = context.Request.Query["part"] is { Count: > 0 } given ? given.ToString() : null;
        DataPicture picture = await Task.Run(() => shelf.PictureOf(id, part)).ConfigureAwait(false);
        await StudioAnswers.WriteAsync(context, picture, StudioJson.Default.DataPicture).ConfigureAwait(false);
    }

    /// <summary>Thins columns of a table.</summary>
    public Task PlotAsync(HttpContext context, string id)
    {
        Table table = shelf.TableOf(id);
        string[] names = [.. context.Request.Query["column"].OfType<string>()];
        if (names.Length is 0 or > MostColumns)
        {
            throw new RefusalException(400, $"Name 1 to {MostColumns} columns with column=.");
        }

        string? series = context.Request.Query["series"] is { Count: > 0 } given ? given.ToString() : null;
        Plot plot = Thinning.Of(
            table, [.. names.Select(table.IndexOf)],
            StudioAnswers.Number(context, "points", 1000, 10, MostPoints)!.Value,
            StudioAnswers.Number(context, "from", null, 0, int.MaxValue),
            StudioAnswers.Number(context, "to", null, 0, int.MaxValue),
            shelf.Find(id).Ids is { } ids ? table.IndexOf(ids.Column) : -1, series);
        return StudioAnswers.WriteAsync(context, plot, StudioJson.Default.Plot);
    }

    /// <summary>Lets a request have a body as large as data may be.</summary>
    /// <param name="context">The request.</param>
    public static void AllowLarge(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // One byte more, so that the sentence is that of the shelf.
            size.MaxRequestBodySize = DataShelf.MostBytes + 1;
        }

        if (context.Request.ContentLength > DataShelf.MostBytes)
        {
            throw new RefusalException(
                413, $"Data have at most {DataShelf.MostBytes >> 20} MiB. Leave rows out.");
        }
    }
}
