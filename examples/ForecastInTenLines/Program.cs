// Forecasts a column of a CSV file: ForecastInTenLines [file] [target] [epochs]
using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string file = args.ElementAtOrDefault(0) ?? Path.Combine("samples", "us_flights_hourly.csv");
string target = args.ElementAtOrDefault(1) ?? "late_flights";
int? epochs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : null;

#region forecast
SeriesSet series = SeriesReader.ReadCsv(file, target);
ForecastPlan plan = ForecastPlan.Make(series, new ForecastOptions { Levels = [80], Fit = new() { Epochs = epochs } });
using Forecaster model = (await plan.FitAsync()).Model;

Backtest test = model.Backtest(plan.Split, plan.Stride);
Console.WriteLine($"Mean absolute error {test.Model.MeanAbsoluteError:F1}. {test.ToResult().Sentence}");

Forecast next = model.Predict(series);
Console.WriteLine($"Next {target}: {next.Quantiles.MedianOf(window: 0, step: 0, target: 0):F0}");
model.Save("model.safetensors");
#endregion
