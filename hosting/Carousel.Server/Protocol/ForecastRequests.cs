using System.Buffers;
using System.Text.Json;
using Carousel.Data;
using Carousel.Forecasting;
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
        (float[][]? series, bool isOne, int? horizon, Frequency? frequency) = (null, true, null, null);
        RequestBody.ReadObject(body, "values, horizon, frequency", property =>
        {
            JsonElement value = property.Value;
            switch (property.Name)
            {
                case "values":
                    isOne = value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0
                        || value[0].ValueKind != JsonValueKind.Array;
                    series = isOne ? [Numbers(value)] : [.. value.EnumerateArray().Select(Numbers)];
                    return true;
                case "horizon":
                    horizon = RequestBody.Whole(property, 1, MostHorizon);
                    return true;
                case "frequency":
                    frequency = FrequencyOf(SessionRequests.Cut(value.ToString()));
                    return true;
                default:
                    return false;
            }
        });
        return series is null || horizon is not { } steps
            ? throw new RequestException(
                400,
                $"\"{(series is null ? "values" : "horizon")}\" is missing: a forecast needs {{\"values\": [3, 5, null], "
                + "\"horizon\": 24}, with several series a list of lists.")
            : (long)series.Length * steps > MostSteps || series.Length > MostSeries
            ? throw new RequestException(
                413, $"A request has at most {MostSeries:N0} series and {MostSteps:N0} steps: send several.")
            : new Request(series, isOne, steps, frequency);
    }

    private static Frequency FrequencyOf(string text)
    {
        try
        {
            return Frequency.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new RequestException(400, $"\"frequency\": {exception.Message}");
        }
    }

    private static float[] Numbers(JsonElement series) => series.ValueKind != JsonValueKind.Array ? throw NoNumber(series)
        : [
            .. series.EnumerateArray().Select(v => v.ValueKind switch
            {
                JsonValueKind.Null => float.NaN,
                JsonValueKind.Number => v.GetSingle(),
                _ => throw NoNumber(v),
            }),
        ];

    private static RequestException NoNumber(JsonElement found) => new(
        400,
        $"\"values\" must be a list of numbers, null for a missing one, but has "
        + $"{SessionRequests.Cut(found.GetRawText())}.");

    private sealed record Request(float[][] Series, bool IsOne, int Horizon, Frequency? Frequency)
    {
        public int Forecasts => Series.Length * ZeroShotShape.PassesOf(Horizon);
    }
}
