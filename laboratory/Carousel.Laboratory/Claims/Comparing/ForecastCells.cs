using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>The plan of a forecast on which cells are compared.</summary>
internal static class ForecastCells
{
    /// <summary>A plan. What is wrong with the data is the same as for forecasting; options to be chosen otherwise are
    /// not there.</summary>
    /// <param name="set">The series.</param>
    /// <param name="options">Choices.</param>
    /// <exception cref="DataFormatException">The series can't be forecast.</exception>
    public static ForecastPlan Plan(SeriesSet set, ForecastOptions options)
    {
        try
        {
            return ForecastPlan.Make(set, options);
        }
        catch (DataFormatException exception)
        {
            string[] sentences = exception.OnCommandLine.Split(". ");
            string[] kept =
            [
                .. sentences.TakeWhile(s => !s.Contains("--", StringComparison.Ordinal)),
            ];
            if (kept.Length == sentences.Length)
            {
                throw;
            }

            string advice = exception.OnCommandLine.Contains("--target", StringComparison.Ordinal)
                ? "cells forecasts the last column of numbers: pass a file that ends in another one."
                : "Pass a file with more rows.";
            throw new DataFormatException($"{string.Join(". ", kept)}. {advice}", exception);
        }
    }
}
