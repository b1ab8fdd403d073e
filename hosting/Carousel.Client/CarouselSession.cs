using System.Text.Json.Nodes;
using Carousel.Client.Sessions;
using Carousel.Client.Wire;

namespace Carousel.Client;

/// <summary>
/// The state of one sequence at a server. It counts its steps itself, so that a step that is sent again counts once;
/// it is used by one call at a time, or by the frames of streams.
/// </summary>
public sealed class CarouselSession
{
    private const int MostRows = 4096;

    private readonly CarouselClient _client;

    internal CarouselSession(CarouselClient client, string model, string id, long next) =>
        (_client, Model, Id, Number) = (client, model, id, new StepNumber(next));

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>32 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The number of the next step; the first is 1. After a failed call it is still that of the call's first
    /// step: sending the same rows again is safe, whether or not they had arrived.</summary>
    public long Next => Number.Next;

    internal StepNumber Number { get; }

    /// <summary>Makes a step.</summary>
    /// <param name="row">[width], finite.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The answer.</returns>
    /// <inheritdoc cref="StepAsync(IReadOnlyList{float[]}, CancellationToken)" path="/exception"/>
    public async Task<float[]> StepAsync(ReadOnlyMemory<float> row, CancellationToken cancellation = default) =>
        (await StepAsync([row], cancellation).ConfigureAwait(false))[0];

    /// <summary>Makes steps.</summary>
    /// <param name="rows">1 to 4,096 rows of [width], finite.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>One answer per row.</returns>
    /// <exception cref="ArgumentException">The list is empty or too long, or a value is not finite.</exception>
    /// <exception cref="CarouselServerException">409: another program has stepped the session; 410: the answers are no
    /// longer kept; both with the number of its next step. Or the server refuses it otherwise.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    /// <exception cref="InvalidOperationException">The session is in another call.</exception>
    public Task<float[][]> StepAsync(IReadOnlyList<float[]> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return StepAsync([.. rows.Select(row => (ReadOnlyMemory<float>)row)], cancellation);
    }

    /// <summary>Makes a step of a model that reads text, tokens or cells.</summary>
    /// <param name="row">An array of cells, an object of cells by column, or a text.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The answer in the terms of the job.</returns>
    /// <inheritdoc cref="StepAsync(IReadOnlyList{float[]}, CancellationToken)" path="/exception"/>
    public async Task<JsonNode> StepJsonAsync(JsonNode row, CancellationToken cancellation = default) =>
        (await StepJsonAsync([row], cancellation).ConfigureAwait(false))[0];

    /// <summary>Makes steps of a model that reads text, tokens or cells.</summary>
    /// <param name="rows">1 to 4,096 rows, each an array of cells, an object of cells by column, or a text.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>One answer per row, in the terms of the job.</returns>
    /// <inheritdoc cref="StepAsync(IReadOnlyList{float[]}, CancellationToken)" path="/exception"/>
    public Task<JsonNode[]> StepJsonAsync(IReadOnlyList<JsonNode?> rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return StepAsync(
            rows.Count, from => JsonRows.Write(from, rows), body => JsonRows.ReadNodes(body), cancellation);
    }

    /// <summary>Answers that the server keeps, at least those of the last 1,024 steps.</summary>
    /// <param name="from">The number of the first.</param>
    /// <param name="count">How many; fewer come where there are fewer.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">410: they are no longer kept.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task<float[][]> GetAnswersAsync(long from, int count, CancellationToken cancellation = default) =>
        JsonRows.ReadNumbers(await GetStoredAsync(from, count, cancellation).ConfigureAwait(false)).Answers;

    /// <inheritdoc cref="GetAnswersAsync"/>
    /// <summary>Answers that the server keeps, of a model that answers in the terms of a job.</summary>
    public async Task<JsonNode[]> GetJsonAnswersAsync(
        long from, int count, CancellationToken cancellation = default) =>
        JsonRows.ReadNodes(await GetStoredAsync(from, count, cancellation).ConfigureAwait(false)).Answers;

    /// <summary>Makes another session that continues from the same state and number.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached, or the connection was lost: then a fork with
    /// an unknown id may be left.</exception>
    public Task<CarouselSession> ForkAsync(CancellationToken cancellation = default) =>
        _client.ForkAsync(this, cancellation);

    /// <summary>Saves the state, to be restored in any session of the same model.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public Task<byte[]> SaveStateAsync(CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Get, "/state", default, cancellation);

    /// <summary>Puts a saved state into the session, which continues from it.</summary>
    /// <param name="state">What <see cref="SaveStateAsync"/> gave.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">The state is damaged or of another model.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    /// <exception cref="InvalidOperationException">The session is in another call.</exception>
    public async Task RestoreStateAsync(ReadOnlyMemory<byte> state, CancellationToken cancellation = default)
    {
        Number.Take();
        try
        {
            byte[] body = await SendAsync(HttpMethod.Put, "/state", state, cancellation).ConfigureAwait(false);
            Number.GoTo(JsonText.Read(body, root => root.GetProperty("next"u8).GetInt64()));
        }
        finally
        {
            Number.Give();
        }
    }

    /// <summary>Asks the server for the number of the next step and continues there: after a 409, or after steps that
    /// another program made.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The number.</returns>
    /// <exception cref="CarouselServerException">The session is closed.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    /// <exception cref="InvalidOperationException">The session is in another call.</exception>
    public async Task<long> RefreshAsync(CancellationToken cancellation = default)
    {
        Number.Take();
        try
        {
            byte[] body = await SendAsync(HttpMethod.Get, "", default, cancellation).ConfigureAwait(false);
            long next = JsonText.Read(body, root => root.GetProperty("next"u8).GetInt64());
            Number.GoTo(next);
            return next;
        }
        finally
        {
            Number.Give();
        }
    }

    /// <summary>Closes the session; one that is closed already stays so.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CarouselServerException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async Task DeleteAsync(CancellationToken cancellation = default)
    {
        try
        {
            await SendAsync(HttpMethod.Delete, "", default, cancellation).ConfigureAwait(false);
        }
        catch (CarouselServerException gone) when (gone.Status is 404 or 410)
        {
            // Perhaps by the first sending of this very request.
        }
    }

    private Task<float[][]> StepAsync(IReadOnlyList<ReadOnlyMemory<float>> rows, CancellationToken cancellation) =>
        StepAsync(rows.Count, from => JsonRows.Write(from, rows), body => JsonRows.ReadNumbers(body), cancellation);

    private async Task<T[]> StepAsync<T>(
        int rows, Func<long, byte[]> write, Func<byte[], (long Next, T[] Answers)> read,
        CancellationToken cancellation)
    {
        if (rows is < 1 or > MostRows)
        {
            throw new ArgumentException($"A call takes 1 to {MostRows} rows, but got {rows}.", nameof(rows));
        }

        Number.Take();
        try
        {
            long from = Number.Next;
            byte[] body = await SendAsync(HttpMethod.Post, "/steps", write(from), cancellation).ConfigureAwait(false);
            T[] answers = read(body).Answers;
            if (answers.Length != rows)
            {
                throw new FormatException($"The server answered {answers.Length} of {rows} rows.");
            }

            Number.GoTo(from + rows);
            return answers;
        }
        finally
        {
            Number.Give();
        }
    }

    private Task<byte[]> GetStoredAsync(long from, int count, CancellationToken cancellation) => SendAsync(
        HttpMethod.Get, FormattableString.Invariant($"/steps?from={from}&count={count}"), default, cancellation);

    // All of these do no more when they are sent twice: steps carry their numbers.
    private Task<byte[]> SendAsync(
        HttpMethod method, string below, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        _client.Calls.SendAsync(
            method, $"v1/sessions/{Id}{below}", body,
            method == HttpMethod.Put ? "application/octet-stream" : "application/json", isRepeatable: true,
            cancellation);
}
