using System.Buffers;
using System.Text.Json;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
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
                () => _forecaster.Forecast(request.Series, request.Horizon, request.Frequency, left), left)
                .ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new RequestException(400, exception.Message.Split(" (Parameter")[0]);
        }
        finally
        {
            _room.Release();
        }

        var text = TextBuffer.Begin();
        using (var json = new Utf8JsonWriter(text))
        {
            Write(json, request, forecasts);
        }

        RequestBody.WriteJson(context, 200, text.Written);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forecaster.Dispose();
        _room.Dispose();
    }

    private static void Write(Utf8JsonWriter json, Request request, IReadOnlyList<ZeroShotForecast> forecasts)
    {
        json.WriteStartObject();
        json.WriteStartArray("levels");
        foreach (float level in ZeroShotForecast.Levels)
        {
            json.WriteNumberValue(level);
        }

        json.WriteEndArray();
        json.WriteStartArray("quantiles");
        foreach (ZeroShotForecast forecast in forecasts)
        {
            if (!request.IsOne)
            {
                json.WriteStartArray();
            }

            for (int step = 0; step < request.Horizon; step++)
            {
                json.WriteStartArray();
                foreach (float quantile in forecast.Quantiles(step))
                {
                    json.WriteNumberValue(quantile);
                }

                json.WriteEndArray();
            }

            if (!request.IsOne)
            {
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Request Read(in ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement, values = root.GetProperty("values");
            bool isOne = values.GetArrayLength() == 0 || values[0].ValueKind != JsonValueKind.Array;
            int horizon = root.GetProperty("horizon").GetInt32();
            Frequency? frequency = root.TryGetProperty("frequency", out JsonElement named)
                ? Frequency.Parse(named.GetString() ?? "")
                : null;
            JsonElement[] series = isOne ? [values] : [.. values.EnumerateArray()];
            return horizon is < 1 or > MostHorizon
                ? throw new RequestException(400, $"\"horizon\" must be 1…{MostHorizon}, but is {horizon}.")
                : (long)series.Length * horizon > MostSteps || series.Length > MostSeries
                ? throw new RequestException(
                    413, $"A request has at most {MostSeries:N0} series and {MostSteps:N0} steps: send several.")
                : new Request([.. series.Select(Numbers)], isOne, horizon, frequency);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException or OptionException)
        {
            throw new RequestException(
                400,
                "A forecast needs {\"values\": [numbers, null for a missing one], \"horizon\": 24}, with several "
                + "series a list of lists; \"frequency\" may be \"1 hour\".");
        }
    }

    private static float[] Numbers(JsonElement series) =>
    [
        .. series.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? float.NaN : v.GetSingle()),
    ];

    private sealed record Request(float[][] Series, bool IsOne, int Horizon, Frequency? Frequency)
    {
        public int Forecasts => Series.Length * ZeroShotShape.PassesOf(Horizon);
    }
}
