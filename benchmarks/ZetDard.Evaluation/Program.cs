using System.Text;
using ZetDard.Evaluation;

Console.OutputEncoding = Encoding.UTF8;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

return await EvaluationProgram.RunAsync(args, Console.Out, Console.Error, showProgress: !Console.IsErrorRedirected, stop.Token);
