using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.Ranks;

/// <summary>Small files that jobs with cut batches learn from.</summary>
internal static class RankData
{
    /// <summary>Writes <c>text.txt</c> and <c>channels.csv</c>.</summary>
    public static void Write(TemporaryFolder folder)
    {
        var text = new StringBuilder();
        var channels = new StringBuilder("time,a,b,c\n");
        for (int i = 0; i < 2000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i * i % 97} is the rest of {i} times {i}.\n");
            channels.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2020, 1, 1).AddMinutes(i):yyyy-MM-dd HH:mm:ss},{i % 9},{i % 14},{i * 7 % 31}\n");
        }

        folder.Write("text.txt", text.ToString());
        folder.Write("channels.csv", channels.ToString());
    }
}
