using System.Globalization;
using Carousel.Report;

namespace Carousel.Browser.Tests;

/// <summary>
/// How fast a large map opens and moves; the figures are written, not judged, for a machine may be busy. Run it without
/// others:
/// <c>Carousel.Browser.Tests -class "*ReportSpeedTests" -showLiveOutput</c>.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ReportSpeedTests(Browser browser)
{
    private const int Steps = 100_000;
    private const int Units = 512;

    // When the page first shows the map, nothing of it lacking: the frame after the one that drew it, counted from the
    // start of the navigation.
    private const string Watch =
        """
        const look = () => {
          if (document.querySelector('[data-drawn=sharp]')) { requestAnimationFrame(now => { window.shownAt = now; }); }
          else { requestAnimationFrame(look); }
        };
        requestAnimationFrame(look);
        """;

    // Three seconds of moving at each frame, half of them back; gives the times between frames, and last the share of
    // frames that lacked no tile.
    private const string Move =
        """
        pixels => new Promise(resolve => {
          const rows = document.querySelector('.state-rows');
          const figure = document.querySelector('figure.states');
          const times = [];
          let before = performance.now(), begun = before, sharp = 0;
          const step = now => {
            times.push(now - before);
            before = now;
            sharp += figure.dataset.drawn === 'sharp' ? 1 : 0;
            const by = now - begun < 1500 ? 1 : -1;
            if (pixels === 0) {
              rows.scrollTop += 12 * by;
            } else {
              rows.dispatchEvent(new WheelEvent('wheel', { deltaX: pixels * by, cancelable: true, bubbles: true }));
            }
            now - begun < 3000 ? requestAnimationFrame(step) : resolve([...times.slice(2), sharp / times.length]);
          };
          requestAnimationFrame(step);
        })
        """;

    [Theory]
    [InlineData(null)]
    [InlineData(1 << 17)]
    public async Task Map_OpensAndMoves_With100000StepsOf512Units(int? mostColumns)
    {
        string path = Write(mostColumns);
        for (int run = 0; run < 3; run++)
        {
            await using OpenPage open = await browser.OpenAsync("about:blank");
            await open.Page.AddInitScriptAsync(Watch);
            await open.Page.GotoAsync(new Uri(path).AbsoluteUri, new() { Timeout = 120_000 });
            ILocator map = await open.MapAsync();
            double shown = await open.Page.EvaluateAsync<double>(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.shownAt))))");
            double loaded = await open.Page.EvaluateAsync<double>(
                "performance.getEntriesByType('navigation')[0].loadEventEnd");
            Assert.True(await OpenPage.ColorsOf(map.Locator("canvas.field")) > 50);
            Print(
                $"{mostColumns?.ToString(CultureInfo.InvariantCulture) ?? "default"} "
                + $"columns, {new FileInfo(path).Length / 1e6:F1} MB: map shown after {shown:F0} ms, whole page loaded "
                + $"after {loaded:F0} ms");

            Assert.Empty(open.Errors);
            if (run < 2)
            {
                continue;
            }

            await PressAsync(map, "Show all steps", 1);
            await PressAsync(map, "Show fewer steps", 2);
            await MoveAsync(open, "along the steps, 25,000 of them and 512 units in sight, 260 a frame", 10);
            await PressAsync(map, "Show fewer steps", 4);
            await MoveAsync(open, "along the steps, 1,560 of them and 512 units in sight, 65 a frame", 40);
            await PressAsync(map, "Higher rows", 5);
            await MoveAsync(open, "along the units, a row a frame", 0);
        }
    }

    private static async Task PressAsync(ILocator map, string name, int times)
    {
        for (int press = 0; press < times; press++)
        {
            await map.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        }
    }

    private static async Task MoveAsync(OpenPage open, string how, int pixels)
    {
        double[] times = await open.Page.EvaluateAsync<double[]>(Move, pixels);
        double sharp = times[^1];
        times = times[..^1];
        Array.Sort(times);
        Assert.NotEmpty(times);
        Print(
            $"  {how}: {1000 * times.Length / times.Sum():F1} frames a second, 99 of 100 frames within "
            + $"{times[times.Length * 99 / 100]:F0} ms, the longest {times[^1]:F0} ms; {sharp:P0} of them sharp");
    }

    private static void Print(string line) =>
        TestContext.Current.TestOutputHelper!.WriteLine(line);

    // Units with time constants from 1 to 500 steps, driven by noise: harder to pack than states of a trained network.
    private static string Write(int? mostColumns)
    {
        StateMapRecorder recorder = new(Units, mostColumns);
        float[] state = new float[Units], row = new float[Units];
        uint random = 1;
        for (int step = 0; step < Steps; step++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                random = (random * 1664525) + 1013904223;
                float keep = 1 - (1f / (1 + (unit * 500 / Units)));
                state[unit] = (keep * state[unit])
                    + (MathF.Sqrt(1 - (keep * keep)) * ((random >> 8) / 8388608f - 1) * 1.7f);
                row[unit] = MathF.Tanh(state[unit]);
            }

            recorder.Add(row);
        }

        StateMap map = new("States of layer 1",
            [
                new StateMapQuantity("hidden state", recorder)
                {
                    Scale = ColorScale.Diverging,
                    Minimum = -1,
                    Maximum = 1,
                },
            ],
            [.. Enumerable.Range(0, Units).Select(unit => new StateMapUnit($"unit {unit}", unit))])
        {
            Name = "layer 1",
        };
        return ExamplePages.Write(
            new ReportDocument("100,000 steps", "512 units.", [new Section("States", [map])]), "large.html");
    }
}
