using System.Buffers;
using System.Text.Json;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Report;
using Carousel.Server.Doors;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Forecasts series without a model of the user: values in, quantiles out.</summary>
/// <param name="sessions">Reads bodies.</param>
/// <param name="doorkeeper">Counts the forecasts of a caller.</param>
internal sealed class ForecastRequests(SessionRequests sessions, Doorkeeper doorkeeper) : IDisposable
{
    private const int MostHorizon = 10_000, MostSteps = 100_000, MostSeries = 2_000;

    private readonly ZeroShotForecaster _forecaster = new(threads: 1);
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="RequestException">The body is malformed, or asks for too much.</exception>
    public async Task AnswerAsync(HttpContext context, Caller caller)
    {
        Request request = await sessions.ReadAsync(context, 0, static (body, _) => Read(body)).ConfigureAwait(false);
        doorkeeper.Count(caller, request.Forecasts);
        CancellationToken left = context.RequestAborted;
        await _room.WaitAsync(left).ConfigureAwait(false);
        IReadOnlyList<ZeroShotForecast> forecasts;
        try
        {
            forecasts = await Task.Run(
                () => _forecaster.Forecast(
                    [.. request.Series.Select(s => s.Values)], request.Horizon,
                    request.Frequency is { } text ? Frequency.Parse(text) : null, left), left).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new RequestException(400, exception.Message.Split(" (Parameter")[0]);
        }
        finally
        {
            _room.Release();
        }

        RequestBody.WriteObject(context, json => Write(json, request, forecasts));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forecaster.Dispose();
        _room.Dispose();
    }

    private static void Write(Utf8JsonWriter json, Request request, IReadOnlyList<ZeroShotForecast> forecasts)
    {
        json.List("levels", ZeroShotForecast.Levels.ToArray(), json.WriteNumberValue);
        json.WritePropertyName("quantiles");
        if (request.IsOne)
        {
            Steps(0);
        }
        else
        {
            json.List(Enumerable.Range(0, forecasts.Count), Steps);
        }

        void Steps(int series) => json.List(Enumerable.Range(0, request.Horizon), step => json.List(
            forecasts[series].Quantiles(step).ToArray(),
            quantile => json.WriteRawValue(OffsetNumber.Text(quantile, request.Series[series].Offset))));
    }

    private static Request Read(in ReadOnlySequence<byte> body)
    {
        using JsonDocument json = RequestBody.Parse(body, "values", "horizon", "frequency");
        JsonElement? given = json.Property("values");
        if (given is not { } values || json.Whole("horizon", 1, MostHorizon) is not { } horizon)
        {
            throw new RequestException(
                400,
                $"\"{(given is null ? "values" : "horizon")}\" is missing: a forecast needs "
                + "{\"values\":[3,5,null],\"horizon\":24}, with several series a list of lists.");
        }

        bool isOne = values.ValueKind != JsonValueKind.Array
            || values.EnumerateArray().FirstOrDefault().ValueKind != JsonValueKind.Array;
        JsonElement[] series = isOne ? [values] : [.. values.EnumerateArray()];
        return (long)series.Length * horizon > MostSteps || series.Length > MostSeries
            ? throw new RequestException(
                413, $"A request has at most {MostSeries:N0} series and {MostSteps:N0} steps: send several.")
            : new Request(
                [.. series.Select(NumbersOf)], isOne, horizon,
                json.Property("frequency") is { } named ? SessionRequests.Cut(named.ToString()) : null);
    }

    // As a table, values that change little around a number are read without it.
    private static Numbers NumbersOf(JsonElement found)
    {
        JsonElement[] cells = found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray()] : [found];
        double offset = ZeroShotForecaster.OffsetOf(cells.Select(c => c.GetRawText()));
        return new([.. cells.Select(c => (float)(Number(c) - offset))], offset);
    }

    private static double Number(JsonElement found) =>
        found.ValueKind == JsonValueKind.Null ? double.NaN
        : found.ValueKind == JsonValueKind.Number && found.GetDouble() is var value && float.IsFinite((float)value)
        ? value
        : throw new RequestException(
            400,
            "\"values\" must be a list of numbers up to 3.4e38, null for a missing one, but has "
            + $"{SessionRequests.Cut(found.GetRawText())}.");

    private sealed record Numbers(float[] Values, double Offset);

    private sealed record Request(Numbers[] Series, bool IsOne, int Horizon, string? Frequency)
    {
        public int Forecasts => Series.Length * ZeroShotShape.PassesOf(Horizon);
    }
}
